package io.relance.journey.check;

import java.util.List;

/** The bytes are no BPMN that we read at all: HTTP 400, where a refused diagram is 422. */
public final class NotBpmn extends RuntimeException {

  private final String rule;
  private final List<Object> arguments;

  NotBpmn(Rule rule, Object... arguments) {
    super(rule.id() + " " + List.of(arguments));
    this.rule = rule.id();
    this.arguments = List.of(arguments);
  }

  /** The key of the words for this in the message bundle. */
  public String messageKey() {
    return "problem." + rule;
  }

  /** What goes into the words. */
  public List<Object> arguments() {
    return arguments;
  }
}
