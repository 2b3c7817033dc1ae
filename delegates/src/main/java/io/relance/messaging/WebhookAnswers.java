package io.relance.messaging;

/** Where the answers of other systems go. */
public interface WebhookAnswers {

  /** Lays a JSON object over the data of the message's enrolment; anything else is dropped. */
  void keep(Message message, String body);
}
