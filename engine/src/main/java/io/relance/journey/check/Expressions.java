package io.relance.journey.check;

/** An expression is code: where it begins is all that matters. */
final class Expressions {

  private Expressions() {}

  static boolean areIn(String text) {
    return text.contains("${") || text.contains("#{");
  }
}
