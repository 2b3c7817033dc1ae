package io.relance.scoring;

import io.relance.core.ContactId;
import io.relance.process.Step;

/** Where scores are kept. */
public interface Scores {

  /**
   * Adds points to the score of the step's contact (or takes them, when negative). They are written
   * with the running transaction, together with those of all who move in it.
   */
  void add(Step step, int points);

  /** The points of this contact that the running transaction holds and has not written yet. */
  int pending(ContactId contact);

  /** Writes now what {@link #pending} tells of, for somebody who reads scores in the database. */
  void flush();
}
