package io.relance.process;

import java.util.List;

/** One field of a step of the catalogue: what a diagram may write into it. */
public record StepInput(String name, Kind kind, boolean required, List<String> choices) {

  /** How the value of an input is read. */
  public enum Kind {
    /** Text that is taken as it is. */
    TEXT,
    /** Text with Liquid. */
    LIQUID,
    /** Markdown with Liquid. */
    MARKDOWN,
    /** One of the choices. */
    CHOICE,
    /** An ISO 8601 duration. */
    DURATION,
    /** ISO 8601 durations separated by commas. */
    DURATIONS,
    /** An https address. */
    URL,
    /** An email address. */
    EMAIL_ADDRESS,
    /** A whole number, also a negative one. */
    WHOLE_NUMBER,
    /** Names with weights: {@code A=50, B=50}. */
    WEIGHTS,
    /** The name of a field of the contact. */
    FIELD,
    /** The key of a journey. */
    JOURNEY
  }

  public StepInput {
    choices = List.copyOf(choices);
  }

  static StepInput required(String name, Kind kind, String... choices) {
    return new StepInput(name, kind, true, List.of(choices));
  }

  static StepInput optional(String name, Kind kind, String... choices) {
    return new StepInput(name, kind, false, List.of(choices));
  }

  /** Whether a required value may be present and empty (an empty value clears a field). */
  public boolean mayBeEmpty() {
    return !required || name.equals(StepCatalogue.VALUE);
  }
}
