package io.relance.core;

/** Names one contact inside the installation; says nothing about the person. */
public record ContactId(long value) {

  public static ContactId parse(String text) {
    return new ContactId(Long.parseLong(text));
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
