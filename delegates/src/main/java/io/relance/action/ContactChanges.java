package io.relance.action;

import io.relance.process.Step;

/** What steps may change about their contact, in the running transaction. */
public interface ContactChanges {

  /** Sets an attribute; the value may hold Liquid, an empty one clears the attribute. */
  void set(Step step, String field, String value);

  /** Erases the contact for good, once the transaction is committed. */
  void erase(Step step);
}
