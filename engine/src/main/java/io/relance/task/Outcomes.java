package io.relance.task;

import io.relance.core.Rejected;

/** How a task may end: a word, never free text. */
final class Outcomes {

  private Outcomes() {}

  /** The text, if it is a word that a condition can ask for. */
  static String word(String text) {
    String word = text.strip();
    if (!word.matches("[\\p{L}\\p{N}_.-]{1,60}")) {
      throw new Rejected(
              422, "invalid-outcome", "The outcome must be a word of up to 60 letters and digits.")
          .with("outcome", "is not a word");
    }
    return word;
  }
}
