package io.relance.segment;

import io.relance.core.Audited;
import io.relance.core.ContactId;
import io.relance.core.Rejected;
import io.relance.event.Inbox;
import io.relance.event.Told;
import io.relance.runtime.Pump;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Tells who came into the segments that somebody listens to, and who left them: what the rule says
 * now against what was told before. The difference and the events about it commit together, so that
 * each is told once.
 *
 * <p>Who belongs to a segment when it begins to be looked at did not come into it, and is not told.
 */
@Component
class Comings implements Pump {

  /** How many come, and how many go, with one look; the others with the next one, at once. */
  static final int BATCH = 2000;

  static final String SOURCE = "segment";

  private static final Logger log = LoggerFactory.getLogger(Comings.class);

  /** A rule that takes too long is not tried again every time. */
  private static final int PATIENCE = 10;

  private final JdbcClient jdbc;
  private final Rules rules;
  private final Inbox inbox;
  private final SegmentSettings settings;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final AtomicReference<@Nullable Instant> askedWhoListens = new AtomicReference<>();

  Comings(
      JdbcClient jdbc,
      Rules rules,
      Inbox inbox,
      SegmentSettings settings,
      PlatformTransactionManager transactions,
      Clock clock) {
    this.jdbc = jdbc;
    this.rules = rules;
    this.inbox = inbox;
    this.settings = settings;
    this.transaction = new TransactionTemplate(transactions);
    this.clock = clock;
  }

  @Override
  public String name() {
    return "segments";
  }

  /** Journeys that are published, stopped or brought back may listen from now on, or no more. */
  @TransactionalEventListener(fallbackExecution = true)
  void heard(Audited deed) {
    if (deed.action().startsWith("journey.")) {
      askedWhoListens.set(null);
    }
  }

  @Override
  public int runOnce() {
    return askWhoListens() + look();
  }

  private int askWhoListens() {
    Instant now = clock.instant();
    Instant before = askedWhoListens.get();
    if (before != null
        && !now.isBefore(before)
        && now.isBefore(before.plus(settings.lookEvery()))) {
      return 0;
    }
    askedWhoListens.set(now);
    return Objects.requireNonNull(transaction.execute(status -> begin(now) + end()));
  }

  private int begin(Instant now) {
    return jdbc.sql(
            """
            UPDATE segment s SET look_at = :now
             WHERE s.kind = 'dynamic' AND s.look_at IS NULL AND (s.watched OR %s)
            """
                .formatted(SegmentUses.LISTENED_TO))
        .param("now", utc(now))
        .update();
  }

  private int end() {
    return jdbc.sql(
            """
            WITH unheard AS (
              UPDATE segment s SET look_at = NULL, kept_since = NULL, failure = NULL
               WHERE s.look_at IS NOT NULL AND NOT (s.watched OR %s)
              RETURNING s.key)
            DELETE FROM segment_member WHERE segment_key IN (SELECT key FROM unheard)
            """
                .formatted(SegmentUses.LISTENED_TO))
        .update();
  }

  /** Looks at one segment that is due; answers 0 when none is. */
  private int look() {
    AtomicReference<@Nullable Segment> taken = new AtomicReference<>();
    try {
      return Objects.requireNonNull(
          transaction.execute(
              status ->
                  jdbc.sql(
                          """
                          SELECT * FROM segment
                           WHERE look_at <= :now
                           ORDER BY look_at, key
                           LIMIT 1
                             FOR UPDATE SKIP LOCKED
                          """)
                      .param("now", utc(clock.instant()))
                      .query(Segments::read)
                      .optional()
                      .map(
                          segment -> {
                            taken.set(segment);
                            return look(segment);
                          })
                      .orElse(0)));
    } catch (RuntimeException e) {
      Segment segment = taken.get();
      if (segment == null || !(e instanceof Rejected || Audience.wasBrokenOff(e))) {
        throw e;
      }
      String why = e instanceof Rejected no ? no.type() : "segment-too-slow";
      log.warn("Who came into segment {} and left it is not known: {}", segment.key(), why);
      transaction.executeWithoutResult(
          status -> lookAgain(segment, why, settings.lookEvery().multipliedBy(PATIENCE)));
      return 1;
    }
  }

  private int look(Segment segment) {
    Rule rule = rules.of(segment).rule();
    Audience.limit(jdbc, settings.longest());
    if (segment.keptSince() == null) {
      keepAll(segment, rule);
      lookAgain(segment, null, settings.lookEvery());
      return 1;
    }
    List<Long> came = come(segment, rule);
    List<Long> left = leave(segment, rule);
    inbox.tellAll(
        came.stream().map(it -> told(segment, SegmentEvents.entered(segment.key()), it)).toList());
    inbox.tellAll(
        left.stream().map(it -> told(segment, SegmentEvents.left(segment.key()), it)).toList());
    boolean more = came.size() == BATCH || left.size() == BATCH;
    lookAgain(segment, null, more ? Duration.ZERO : settings.lookEvery());
    return 1;
  }

  private void keepAll(Segment segment, Rule rule) {
    Membership who = Membership.of(rule, rules.moment());
    jdbc.sql(
            """
            INSERT INTO segment_member (segment_key, contact_id, since)
            SELECT :segment, c.id, :now
              FROM contact c
             WHERE %s
                ON CONFLICT DO NOTHING
            """
                .formatted(who.sql()))
        .params(who.parameters())
        .param("segment", segment.key())
        .param("now", utc(clock.instant()))
        .update();
    jdbc.sql("UPDATE segment SET kept_since = :now WHERE key = :segment")
        .param("segment", segment.key())
        .param("now", utc(clock.instant()))
        .update();
  }

  /** Whoever is just being erased, or changed, is left for the next look. */
  private List<Long> come(Segment segment, Rule rule) {
    Membership who = Membership.of(rule, rules.moment());
    return jdbc.sql(
            """
            WITH come AS (
              SELECT c.id
                FROM contact c
               WHERE (%s)
                 AND NOT EXISTS (SELECT FROM segment_member x WHERE x.segment_key = :segment AND x.contact_id = c.id)
               LIMIT :batch
                 FOR KEY SHARE OF c SKIP LOCKED)
            INSERT INTO segment_member (segment_key, contact_id, since)
            SELECT :segment, id, :now FROM come
            RETURNING contact_id
            """
                .formatted(who.sql()))
        .params(who.parameters())
        .param("segment", segment.key())
        .param("batch", BATCH)
        .param("now", utc(clock.instant()))
        .query(Long.class)
        .list();
  }

  private List<Long> leave(Segment segment, Rule rule) {
    Membership others = Membership.of(new Rule.Not(rule), rules.moment());
    return jdbc.sql(
            """
            DELETE FROM segment_member x
             WHERE x.segment_key = :segment
               AND x.contact_id IN (SELECT c.id
                                      FROM contact c
                                      JOIN segment_member m ON m.contact_id = c.id AND m.segment_key = :segment
                                     WHERE %s
                                     LIMIT :batch)
            RETURNING x.contact_id
            """
                .formatted(others.sql()))
        .params(others.parameters())
        .param("segment", segment.key())
        .param("batch", BATCH)
        .query(Long.class)
        .list();
  }

  private Told told(Segment segment, String name, long contact) {
    return new Told(
        SOURCE,
        UUID.randomUUID().toString(),
        name,
        new ContactId(contact),
        null,
        null,
        clock.instant(),
        Map.of("segment", segment.key(), "name", segment.name()),
        null,
        null);
  }

  private void lookAgain(Segment segment, @Nullable String failure, Duration later) {
    jdbc.sql("UPDATE segment SET look_at = :at, failure = :failure WHERE key = :segment")
        .param("at", utc(clock.instant().plus(later)))
        .param("failure", failure)
        .param("segment", segment.key())
        .update();
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
