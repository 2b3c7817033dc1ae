package io.relance.segment;

import org.jspecify.annotations.Nullable;

/**
 * The contact was called: by a person who did a task of a journey, or by a voice message.
 *
 * @param outcome how the person's call ended; a voice message has no such word
 * @param lastDays only calls in so many days
 */
record CallCondition(@Nullable String outcome, @Nullable Integer lastDays) implements Rule {

  /** One relation of both, so that the opposite is an anti-join as well. */
  @Override
  public String sql(Values values) {
    StringBuilder called = new StringBuilder();
    if (outcome == null) {
      called.append(
          """
          SELECT m.contact_id FROM message m
           WHERE m.channel = 'voice' AND m.state = 'ACCEPTED' AND m.contact_id IS NOT NULL%s
           UNION ALL
          """
              .formatted(since("m.settled_at", values)));
    }
    called.append("SELECT t.contact_id FROM task_done t WHERE true");
    called.append(since("t.at", values));
    if (outcome != null) {
      called.append(" AND t.outcome = ").append(values.text(outcome));
    }
    return "EXISTS (SELECT FROM (" + called + ") k WHERE k.contact_id = c.id)";
  }

  private String since(String at, Values values) {
    return lastDays == null
        ? ""
        : " AND " + at + " >= " + values.instant(values.moment().daysAgo(lastDays));
  }
}
