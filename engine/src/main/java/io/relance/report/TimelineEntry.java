package io.relance.report;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened to a contact.
 *
 * @param kind event, message, step, consent, entered or ended
 * @param step the step's id, where one is concerned
 * @param title what happened, as a word: an event's name, a step's name, a channel, a journey's
 *     name
 * @param outcome how it ended: a message's state, a step's outcome, an enrolment's outcome, granted
 *     or refused
 * @param why the reason for that outcome, as a word
 * @param detail what the other side answered, or other particulars
 * @param messageId the message, where one is concerned
 */
public record TimelineEntry(
    String id,
    Instant at,
    String kind,
    @Nullable String journey,
    @Nullable Integer version,
    @Nullable String step,
    String title,
    @Nullable String outcome,
    @Nullable String why,
    @Nullable String detail,
    @Nullable String channel,
    @Nullable String purpose,
    @Nullable String messageId,
    @Nullable String group) {

  /** The detail's members, where it is an object. */
  public Map<String, Object> facts() {
    return Facts.of(detail);
  }
}
