package io.relance.scoring;

import io.relance.core.ContactId;

/** Where scores are kept. */
public interface Scores {

  /** Adds points (or takes them, when negative) in the running transaction. */
  void add(ContactId contact, int points);
}
