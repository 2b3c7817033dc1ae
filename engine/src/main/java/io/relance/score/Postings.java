package io.relance.score;

import io.relance.core.ContactId;
import io.relance.event.Inbox;
import io.relance.event.Told;
import io.relance.process.MessageNames;
import io.relance.process.Step;
import io.relance.process.Together;
import io.relance.process.WriteBehind;
import io.relance.scoring.Scores;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The one way by which scores change. What a transaction posts is written together: the entries,
 * the sums on the contacts, and an event for each threshold that lies between what a score was and
 * what it is. The contacts' rows are locked first, so each crossing is seen by one transaction
 * only.
 */
@Component
class Postings implements Scores {

  static final String SOURCE = "score";

  /**
   * Entries, sums, who is to be looked at for inactivity, and which thresholds were crossed, in one
   * statement. Thresholds and the version in force are read here, so no node knows old ones.
   */
  private static final String WRITE =
      """
      WITH entry AS (
        INSERT INTO score_entry (contact_id, points, cause, source, why, version, event_id, at, expires_at)
        SELECT *
          FROM unnest(CAST(:contacts AS bigint[]), CAST(:points AS integer[]), CAST(:causes AS text[]),
                      CAST(:sources AS text[]), CAST(:whys AS text[]), CAST(:versions AS integer[]),
                      CAST(:events AS bigint[]), CAST(:ats AS timestamptz[]), CAST(:expires AS timestamptz[]))),
      changed AS (
        SELECT *
          FROM unnest(CAST(:ids AS bigint[]), CAST(:before AS integer[]), CAST(:after AS integer[])) AS v(id, before, after)),
      summed AS (
        UPDATE contact c SET score = v.after, changed_at = :now
          FROM changed v
         WHERE c.id = v.id AND v.before <> v.after),
      idle AS (
        INSERT INTO score_idle (contact_id, look_at)
        SELECT c.id, CAST(:now AS timestamptz) + make_interval(hours => 24 * CAST(v.idle ->> 'days' AS integer))
          FROM changed c
         CROSS JOIN score_table t
          JOIN score_version v ON v.version = t.version
         WHERE c.after > CAST(v.idle ->> 'floor' AS integer)
            ON CONFLICT DO NOTHING)
      SELECT c.id, c.before, c.after, t.key, t.name, t.points
        FROM changed c
        JOIN score_threshold t ON (c.before < t.points) <> (c.after < t.points)
       ORDER BY c.id, CASE WHEN c.before < c.after THEN t.points ELSE -t.points END, t.key
      """;

  private final JdbcClient jdbc;
  private final Inbox inbox;
  private final Clock clock;
  private final WriteBehind<Posting> postings = new WriteBehind<>(this::write);

  Postings(JdbcClient jdbc, Inbox inbox, Clock clock) {
    this.jdbc = jdbc;
    this.inbox = inbox;
    this.clock = clock;
  }

  @Override
  public void add(Step step, int points) {
    post(
        Posting.of(
            step.businessKey().contact(),
            points,
            Cause.STEP,
            step.businessKey().journey() + "/" + step.id(),
            clock.instant()));
  }

  @Override
  public int pending(ContactId contact) {
    long points = 0;
    for (Posting one : postings.pending()) {
      points += one.contact().equals(contact) ? one.points() : 0;
    }
    return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, points));
  }

  @Override
  public void flush() {
    postings.flush();
  }

  /** Posts with the running transaction, right before its commit. */
  void post(Posting posting) {
    postings.add(posting);
  }

  /** Posts now, in the running transaction. */
  @Transactional(propagation = Propagation.MANDATORY)
  public void post(List<Posting> now) {
    write(now);
  }

  /**
   * Adds to a contact's sum what entries that are its own from now on bring along; they are written
   * already.
   */
  @Transactional(propagation = Propagation.MANDATORY)
  public void bring(ContactId contact, int points) {
    lock(List.of(contact))
        .forEach(
            (id, score) -> {
              Posting brought = Posting.of(contact, points, Cause.CORRECTION, "", clock.instant());
              if (points != 0) {
                write(List.of(), Map.of(id, new Change(score, brought.onto(score))));
              }
            });
  }

  private record Change(int before, int after) {}

  /** A threshold that lies between two scores of a contact. */
  private record Crossing(long id, int before, int after, String key, String name, int points) {}

  private void write(List<Posting> posted) {
    Map<Long, Integer> scores = lock(posted.stream().map(Posting::contact).distinct().toList());
    Map<Long, Change> changes = new LinkedHashMap<>();
    List<Posting> entries = new ArrayList<>();
    for (Posting posting : posted) {
      long id = posting.contact().value();
      Integer before = scores.get(id);
      if (before == null) {
        continue; // erased meanwhile
      }
      Change known = changes.getOrDefault(id, new Change(before, before));
      int after = posting.onto(known.after());
      // what could not be added is in no sum
      int points = (int) ((long) after - known.after());
      if (points != 0) {
        entries.add(
            new Posting(
                posting.contact(),
                points,
                posting.cause(),
                posting.source(),
                posting.why(),
                posting.version(),
                posting.event(),
                posting.at(),
                posting.expires(),
                null));
        changes.put(id, new Change(known.before(), after));
      }
    }
    if (!changes.isEmpty()) {
      write(entries, changes);
    }
  }

  /** In the order of their ids, as everybody locks contacts. */
  private Map<Long, Integer> lock(Collection<ContactId> contacts) {
    Map<Long, Integer> scores = new HashMap<>();
    jdbc.sql(
            """
            SELECT id, score FROM contact WHERE id = ANY (:ids) ORDER BY id FOR NO KEY UPDATE
            """)
        .param("ids", contacts.stream().map(ContactId::value).toArray(Long[]::new))
        .query(
            row -> {
              scores.put(row.getLong("id"), row.getInt("score"));
            });
    return scores;
  }

  private void write(List<Posting> entries, Map<Long, Change> changes) {
    List<Map.Entry<Long, Change>> changed = List.copyOf(changes.entrySet());
    List<Crossing> crossings =
        jdbc.sql(WRITE)
            .param("contacts", texts(entries, one -> one.contact().toString()))
            .param("points", texts(entries, one -> String.valueOf(one.points())))
            .param("causes", texts(entries, one -> one.cause().word()))
            .param("sources", texts(entries, Posting::source))
            .param("whys", texts(entries, Posting::why))
            .param("versions", texts(entries, one -> text(one.version())))
            .param("events", texts(entries, one -> text(one.event())))
            .param("ats", texts(entries, one -> one.at().toString()))
            .param("expires", texts(entries, one -> text(one.expires())))
            .param("ids", texts(changed, one -> one.getKey().toString()))
            .param("before", texts(changed, one -> String.valueOf(one.getValue().before())))
            .param("after", texts(changed, one -> String.valueOf(one.getValue().after())))
            .param("now", clock.instant().atOffset(ZoneOffset.UTC))
            .query(Crossing.class)
            .list();
    inbox.tellAll(crossings.stream().map(this::told).toList());
    changes.keySet().forEach(id -> Together.changed(new ContactId(id)));
  }

  private static <T> @Nullable String[] texts(List<T> rows, Function<T, @Nullable String> value) {
    return rows.stream().map(value).toArray(String[]::new);
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private Told told(Crossing crossing) {
    return new Told(
        SOURCE,
        UUID.randomUUID().toString(),
        crossing.before() < crossing.after()
            ? MessageNames.SCORE_THRESHOLD_CROSSED
            : MessageNames.SCORE_THRESHOLD_LEFT,
        new ContactId(crossing.id()),
        null,
        null,
        clock.instant(),
        Map.of(
            "threshold", crossing.key(),
            "name", crossing.name(),
            "points", crossing.points(),
            "before", crossing.before(),
            "after", crossing.after()),
        new Told.Cause(null, crossing.key(), null),
        null);
  }
}
