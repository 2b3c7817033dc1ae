package io.relance.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What is stuck or waits to go out, and why: what a process admin looks at first. */
@Repository
public class Backlog {

  private final JdbcClient jdbc;

  Backlog(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Unsent messages by channel; {@code trouble} is what the last failed try said. */
  public record Channel(
      String channel,
      long due,
      long later,
      long sending,
      long paused,
      @Nullable Instant oldest,
      @Nullable String trouble,
      long troubled) {}

  /** Walks that stand still at the same step for the same reason. */
  public record Incident(
      String journey,
      String journeyName,
      int version,
      String step,
      String stepName,
      @Nullable String message,
      long count,
      Instant since,
      @Nullable String anyContact) {}

  /** Contacts of a set who could not enter a journey, for the same reason. */
  public record NotEntered(
      String journey,
      String journeyName,
      String reason,
      long count,
      Instant since,
      @Nullable String anyContact) {}

  /** Work of the event inbox and the engine that is not done. */
  public record Inner(
      long events,
      @Nullable Instant oldestEvent,
      @Nullable String eventTrouble,
      long signals,
      @Nullable String signalTrouble) {}

  /** Every channel that has anything unsent. */
  public List<Channel> channels(Instant now) {
    return jdbc.sql(
            """
            SELECT m.channel,
                   count(*) FILTER (WHERE m.state = 'PENDING' AND m.due_at <= :now AND NOT p.paused) AS due,
                   count(*) FILTER (WHERE m.state = 'PENDING' AND m.due_at > :now AND NOT p.paused) AS later,
                   count(*) FILTER (WHERE m.state = 'SENDING') AS sending,
                   count(*) FILTER (WHERE m.state = 'PENDING' AND p.paused) AS paused,
                   min(m.created_at) AS oldest,
                   count(*) FILTER (WHERE m.state = 'PENDING' AND m.detail IS NOT NULL) AS troubled,
                   mode() WITHIN GROUP (ORDER BY m.detail) FILTER (WHERE m.state = 'PENDING') AS trouble
              FROM message m
             CROSS JOIN LATERAL (
               SELECT EXISTS (SELECT FROM journey j WHERE j.key = m.journey_key AND j.state = 'paused') AS paused) p
             WHERE m.state IN ('PENDING', 'SENDING')
             GROUP BY m.channel
             ORDER BY m.channel
            """)
        .param("now", now.atOffset(ZoneOffset.UTC))
        .query(
            (row, number) ->
                new Channel(
                    row.getString("channel"),
                    row.getLong("due"),
                    row.getLong("later"),
                    row.getLong("sending"),
                    row.getLong("paused"),
                    Rows.instant(row, "oldest"),
                    row.getString("trouble"),
                    row.getLong("troubled")))
        .list();
  }

  /** What the engine and the inbox have still to do. */
  public Inner inner() {
    return jdbc.sql(
            """
            SELECT (SELECT count(*) FROM event WHERE state = 'NEW') AS events,
                   (SELECT min(received_at) FROM event WHERE state = 'NEW') AS oldest_event,
                   (SELECT last_error FROM event WHERE state = 'NEW' AND last_error IS NOT NULL
                     ORDER BY id DESC LIMIT 1) AS event_trouble,
                   (SELECT count(*) FROM engine_signal WHERE tries > 0) AS signals,
                   (SELECT last_error FROM engine_signal WHERE last_error IS NOT NULL
                     ORDER BY id DESC LIMIT 1) AS signal_trouble
            """)
        .query(
            (row, number) ->
                new Inner(
                    row.getLong("events"),
                    Rows.instant(row, "oldest_event"),
                    row.getString("event_trouble"),
                    row.getLong("signals"),
                    row.getString("signal_trouble")))
        .single();
  }
}
