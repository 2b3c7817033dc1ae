package io.relance.messaging;

/** Writes what a message says. */
public interface Contents {

  /** A message of which everything is known that its text needs. */
  interface Draft {

    /**
     * Renders the texts; reads nothing.
     *
     * @throws Unwritable when a template fails; the message is then refused, never sent half empty
     */
    Content write() throws Unwritable;
  }

  /**
   * Looks up what the step's texts need of the message's contact as it is now. Messages in company
   * (see {@link io.relance.process.Together}) are looked up with one question for all of them.
   *
   * @param tracking what the message may tell of its reader; nothing of who said no gets a token
   */
  Draft draft(Message message, Tracking tracking);

  /** The text of a step cannot be written for this contact; the reason says what to mend. */
  class Unwritable extends Exception {
    private static final long serialVersionUID = 1;

    public Unwritable(String reason) {
      super(reason);
    }
  }
}
