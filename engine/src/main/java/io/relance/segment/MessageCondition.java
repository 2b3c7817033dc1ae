package io.relance.segment;

import io.relance.core.Channel;
import org.jspecify.annotations.Nullable;

/**
 * A message that went to the contact, or what the contact did with it. What is not said does not
 * matter.
 *
 * @param lastDays only what happened in so many days
 */
record MessageCondition(
    Deed deed,
    @Nullable String journey,
    @Nullable String step,
    @Nullable String link,
    @Nullable Channel channel,
    @Nullable Integer lastDays)
    implements Rule {

  /** What happened to a message. */
  enum Deed {
    SENT("sent", ""),
    OPENED("opened", "MessageOpened"),
    CLICKED("clicked", "LinkClicked");

    private final String word;
    private final String event;

    Deed(String word, String event) {
      this.word = word;
      this.event = event;
    }

    String word() {
      return word;
    }
  }

  @Override
  public String sql(Values values) {
    return deed == Deed.SENT ? sent(values) : reacted(values);
  }

  private String sent(Values values) {
    StringBuilder sql =
        new StringBuilder(
            "EXISTS (SELECT FROM message m WHERE m.contact_id = c.id AND m.state = 'ACCEPTED'");
    aboutTheMessage(sql, values);
    if (step != null) {
      sql.append(" AND m.step = ").append(values.text(step));
    }
    if (lastDays != null) {
      sql.append(" AND m.settled_at >= ").append(since(lastDays, values));
    }
    return sql.append(")").toString();
  }

  /** A machine that follows links reacts to nothing. */
  private String reacted(Values values) {
    StringBuilder sql =
        new StringBuilder("EXISTS (SELECT FROM event v")
            .append(ofCertainMessages() ? " JOIN message m ON m.id = v.message_id" : "")
            .append(" WHERE v.contact_id = c.id AND v.machine IS NULL AND v.name = ")
            .append(values.text(deed.event));
    aboutTheMessage(sql, values);
    if (step != null) {
      sql.append(" AND v.step = ").append(values.text(step));
    }
    if (link != null) {
      sql.append(" AND v.link = ").append(values.text(link));
    }
    if (lastDays != null) {
      sql.append(" AND v.occurred_at >= ").append(since(lastDays, values));
    }
    return sql.append(")").toString();
  }

  private boolean ofCertainMessages() {
    return journey != null || channel != null;
  }

  private void aboutTheMessage(StringBuilder sql, Values values) {
    if (journey != null) {
      sql.append(" AND m.journey_key = ").append(values.text(journey));
    }
    if (channel != null) {
      sql.append(" AND m.channel = ").append(values.text(channel.word()));
    }
  }

  private static String since(int days, Values values) {
    return values.instant(values.moment().daysAgo(days));
  }
}
