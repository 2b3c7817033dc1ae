package io.relance.journey.check;

import io.relance.journey.check.Problem.Severity;
import java.util.Locale;

/** Every rule that a diagram is held to, with what breaking it means. */
enum Rule {
  // no BPMN at all
  NOT_XML(Severity.REFUSED);

  private final Severity severity;

  Rule(Severity severity) {
    this.severity = severity;
  }

  Severity severity() {
    return severity;
  }

  /** The name in problems and message bundles: {@code NOT_XML} is {@code not-xml}. */
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
