package io.relance.score;

import java.util.Map;

/**
 * A test of the table: what happened to whom, and how many points that must give.
 *
 * @param event the event's name
 * @param properties of the event
 * @param contact what is known of the contact, by field
 */
record Example(
    String name,
    String event,
    Map<String, Object> properties,
    Map<String, Object> contact,
    int points) {}
