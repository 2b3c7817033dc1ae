package io.relance.messaging;

/** Writes what a message says. */
public interface Contents {

  /**
   * Renders the step's texts for the message's contact as they are now.
   *
   * @throws Unwritable when a template fails; the message is then refused, never sent half empty
   */
  Content write(Message message) throws Unwritable;

  /** The text of a step cannot be written for this contact; the reason says what to mend. */
  class Unwritable extends Exception {
    private static final long serialVersionUID = 1;

    public Unwritable(String reason) {
      super(reason);
    }
  }
}
