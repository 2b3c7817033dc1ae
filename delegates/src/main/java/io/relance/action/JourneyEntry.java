package io.relance.action;

import io.relance.process.Step;

/** The door into another journey. */
public interface JourneyEntry {

  /**
   * Enrols the step's contact in the running transaction; answers {@code entered}, {@code
   * already-inside} or {@code not-live}.
   */
  String enter(Step step, String journey);
}
