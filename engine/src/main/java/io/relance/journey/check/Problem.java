package io.relance.journey.check;

import java.util.List;

/**
 * One thing that is wrong with a diagram. Its words are the message {@code problem.<rule>} with the
 * arguments; the first argument is what the element is called.
 *
 * @param element the id of the element, or the journey key, or "line N" where there is no id
 */
public record Problem(String element, String rule, Severity severity, List<Object> arguments) {

  /** How bad a problem is. */
  public enum Severity {
    /** Outside the vocabulary: not even saved as a draft. */
    REFUSED,
    /** Not ready: blocks publishing. */
    ERROR,
    /** Advice: blocks nothing. */
    WARNING,
    /** Nothing to mend, but something to know. */
    NOTE;

    /** Whether a diagram with it cannot be published. */
    public boolean blocks() {
      return this == REFUSED || this == ERROR;
    }
  }

  public Problem {
    arguments = List.copyOf(arguments);
  }

  /** The key of the words for this problem in the message bundle. */
  public String messageKey() {
    return "problem." + rule;
  }
}
