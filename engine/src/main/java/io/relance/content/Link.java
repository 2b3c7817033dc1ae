package io.relance.content;

/**
 * A link that an author put into an e-mail and whose clicks are counted.
 *
 * @param number from 1, in the order of the text
 * @param name the title that the author gave it, or else the number
 * @param destination the address, with Liquid as the author wrote it
 */
public record Link(int number, String name, String destination) {}
