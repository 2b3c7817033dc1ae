package io.relance.content;

/** A template that cannot be rendered; the message says what to mend. */
public final class Unrenderable extends RuntimeException {
  private static final long serialVersionUID = 1;

  Unrenderable(String message) {
    super(message);
  }
}
