package io.relance.messaging;

import java.util.Map;

/** The literal inputs of a step of a published journey version. */
public interface StepInputs {

  /** The inputs by name; empty when there is no such step. */
  Map<String, String> of(String journey, int version, String step);
}
