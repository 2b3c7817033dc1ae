package io.relance.action;

import io.relance.process.Step;

/** Where a step writes down what its contact agreed to. */
public interface ConsentLog {

  /**
   * Records consent in the running transaction; the proof is the event that the enrolment consumed
   * last.
   */
  void record(Step step, String channel, String purpose, String status);
}
