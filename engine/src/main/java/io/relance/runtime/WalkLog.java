package io.relance.runtime;

/** Told by the engine, in the transaction that moves the token, how a walk goes. */
public interface WalkLog {

  /** An end with this name was reached; the last one counts. */
  void reached(String processInstanceId, String end);

  /** The instance is over; {@code cancelled} when somebody outside the diagram ended it. */
  void ended(String processInstanceId, boolean cancelled);
}
