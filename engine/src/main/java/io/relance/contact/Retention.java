package io.relance.contact;

import io.relance.core.Audited;
import io.relance.core.ContactId;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Forgets what is older than the settings allow, every night, a piece at a time. */
@Component
class Retention {

  private static final Logger log = LoggerFactory.getLogger(Retention.class);

  private static final int PIECE = 500;

  /** One piece each; those that name {@code :piece} are repeated until nothing is left. */
  private static final String EVENTS =
      """
      DELETE FROM event
       WHERE id IN (SELECT id FROM event
                     WHERE received_at < :before AND keep_until < :before AND state <> 'NEW'
                     ORDER BY id LIMIT :piece)
      """;

  private static final String DETAILS =
      """
      UPDATE message SET detail = NULL
       WHERE id IN (SELECT id FROM message WHERE settled_at < :before AND detail IS NOT NULL LIMIT :piece)
      """;

  private static final String ATTEMPTS =
      """
      UPDATE message_attempt SET detail = NULL
       WHERE (message_id, n) IN (SELECT message_id, n FROM message_attempt
                                  WHERE started_at < :before AND detail IS NOT NULL LIMIT :piece)
      """;

  private static final String REJECTIONS =
      """
      DELETE FROM contact_import_rejection
       WHERE (import_id, line) IN (SELECT r.import_id, r.line
                                     FROM contact_import i JOIN contact_import_rejection r ON r.import_id = i.id
                                    WHERE i.started_at < :before LIMIT :piece)
      """;

  private static final String FILES =
      """
      UPDATE contact_import
         SET state = 'failed', failure = 'not finished in time; the file is not kept any longer',
             body = '', total_bytes = 0, done_bytes = 0
       WHERE id IN (SELECT id FROM contact_import
                     WHERE started_at < :before AND state IN ('draft', 'paused', 'failed') AND total_bytes > 0 LIMIT :piece)
      """;

  /**
   * Contacts behind an id of whom nothing was heard since. Opens are made by machines as often as
   * by people, and never mean that somebody wants to be kept; nor does what Relance found out by
   * itself, such as a score that fell.
   */
  private static final String SILENT =
      """
      SELECT c.id
        FROM contact c
       WHERE c.id > :after AND c.created_at < :before
         AND NOT EXISTS (SELECT FROM event e
                          WHERE e.contact_id = c.id AND e.received_at >= :before AND e.machine IS NULL
                            AND e.source NOT IN ('score', 'segment')
                            AND e.name <> 'MailOpened' AND e.name NOT LIKE 'MailOpened:%')
         AND NOT EXISTS (SELECT FROM consent_record r
                          WHERE r.contact_id = c.id AND r.at >= :before AND r.source NOT IN ('import', 'merge'))
       ORDER BY c.id
       LIMIT :piece
      """;

  private final JdbcClient jdbc;
  private final Contacts contacts;
  private final RetentionSettings settings;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  Retention(
      JdbcClient jdbc,
      Contacts contacts,
      RetentionSettings settings,
      ApplicationEventPublisher events,
      Clock clock) {
    this.jdbc = jdbc;
    this.contacts = contacts;
    this.settings = settings;
    this.events = events;
    this.clock = clock;
  }

  /** Answers how much of each kind was forgotten. */
  @Scheduled(cron = "0 23 4 * * *", zone = "UTC")
  public Map<String, Long> run() {
    Map<String, Long> forgotten = new LinkedHashMap<>();
    forgotten.put("contacts", contacts(settings.contacts()));
    forgotten.put("events", all(EVENTS, settings.events()));
    forgotten.put(
        "messageDetails",
        all(DETAILS, settings.messageDetails()) + all(ATTEMPTS, settings.messageDetails()));
    forgotten.put("imports", all(REJECTIONS, settings.imports()) + all(FILES, settings.imports()));
    forgotten.values().removeIf(count -> count == 0);
    if (!forgotten.isEmpty()) {
      log.info("Forgotten because of their age: {}", forgotten);
      events.publishEvent(
          new Audited(
              "retention.applied",
              clock.instant().atOffset(ZoneOffset.UTC).toLocalDate().toString(),
              forgotten.entrySet().stream()
                  .collect(
                      Collectors.toMap(
                          Map.Entry::getKey,
                          one -> one.getValue().toString(),
                          (a, b) -> a,
                          TreeMap::new))));
    }
    return forgotten;
  }

  private long contacts(Period kept) {
    long erased = 0;
    long last = 0;
    while (!kept.isZero()) {
      List<Long> silent =
          jdbc.sql(SILENT)
              .param("after", last)
              .param("before", before(kept))
              .param("piece", PIECE)
              .query(Long.class)
              .list();
      if (silent.isEmpty()) {
        return erased;
      }
      for (Long id : silent) {
        erased += contacts.erase(new ContactId(id)) ? 1 : 0;
        last = id;
      }
    }
    return erased;
  }

  private long all(String sql, Period kept) {
    long total = 0;
    int done = kept.isZero() ? 0 : PIECE;
    while (done == PIECE) {
      done = jdbc.sql(sql).param("before", before(kept)).param("piece", PIECE).update();
      total += done;
    }
    return total;
  }

  private OffsetDateTime before(Period kept) {
    return clock.instant().atOffset(ZoneOffset.UTC).minus(kept);
  }
}
