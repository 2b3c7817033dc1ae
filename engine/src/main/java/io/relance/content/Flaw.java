package io.relance.content;

import java.util.List;

/**
 * One thing that is wrong with a text. Its words are the message {@code content.flaw.<rule>} with
 * the arguments.
 */
public record Flaw(String rule, List<Object> arguments) {

  public Flaw {
    arguments = List.copyOf(arguments);
  }

  static Flaw of(String rule, Object... arguments) {
    return new Flaw(rule, List.of(arguments));
  }

  /** The key of the words for this flaw in the message bundle. */
  public String messageKey() {
    return "content.flaw." + rule;
  }

  /** For logs and for the record of a refused message, where no language is known. */
  @Override
  public String toString() {
    return rule + (arguments.isEmpty() ? "" : " " + arguments);
  }
}
