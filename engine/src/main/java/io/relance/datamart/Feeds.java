package io.relance.datamart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.relance.core.Audited;
import io.relance.core.Rejected;
import io.relance.datamart.NewRow.Refused;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Which events feed which tables, and what of them did not fit. */
@Repository
public class Feeds {

  /** How many refusals a table keeps. */
  static final int KEPT = 1_000;

  private static final int MOST = 200;
  private static final TypeReference<TreeMap<String, String>> PATHS = new TypeReference<>() {};

  private final JdbcClient jdbc;
  private final Catalogue catalogue;
  private final ObjectMapper json;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  Feeds(
      JdbcClient jdbc,
      Catalogue catalogue,
      ObjectMapper json,
      ApplicationEventPublisher events,
      Clock clock) {
    this.jdbc = jdbc;
    this.catalogue = catalogue;
    this.json = json;
    this.events = events;
    this.clock = clock;
  }

  /** The feeds of a table, by event. */
  List<Feed> of(Table table) {
    return jdbc.sql("SELECT * FROM mart_feed WHERE table_name = :table ORDER BY event_name")
        .param("table", table.name())
        .query(this::read)
        .list();
  }

  /** The feeds of these events. */
  List<Feed> ofEvents(Collection<String> names) {
    return jdbc.sql(
            "SELECT * FROM mart_feed WHERE event_name = ANY (:names) ORDER BY table_name, event_name")
        .param("names", names.toArray(String[]::new))
        .query(this::read)
        .list();
  }

  /** Lets events of a name feed a table from now on; what was told before is not looked at. */
  @Transactional
  public Feed save(String name, String event, NewFeed wanted) {
    catalogue.oneAtATime();
    Table table = catalogue.table(name).orElseThrow(() -> Tables.unknown(name));
    Complaints complaints = new Complaints();
    Feed feed = wanted.check(table, event.strip(), complaints);
    complaints.refuse("feed-invalid", "How '" + event + "' feeds '" + name + "'");
    long others =
        jdbc.sql(
                "SELECT count(*) FROM mart_feed WHERE (table_name, event_name) <> (:table, :event)")
            .param("table", name)
            .param("event", feed.event())
            .query(Long.class)
            .single();
    if (others >= MOST) {
      throw new Rejected(
          422,
          "too-many-feeds",
          "There are " + MOST + " feeds already; remove one that nobody needs.");
    }
    jdbc.sql(
            """
            INSERT INTO mart_feed (table_name, event_name, key_paths, parent_path, columns, created_at)
            VALUES (:table, :event, :key, :parent, CAST(:columns AS jsonb), :now)
                ON CONFLICT (table_name, event_name) DO UPDATE
               SET key_paths = excluded.key_paths, parent_path = excluded.parent_path, columns = excluded.columns
            """)
        .param("table", name)
        .param("event", feed.event())
        .param("key", feed.key().toArray(String[]::new))
        .param("parent", feed.parent())
        .param("columns", catalogue.json(feed.columns()))
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .update();
    events.publishEvent(new Audited("feed.saved", name, Map.of("event", feed.event())));
    return feed;
  }

  /** Events of that name leave the table alone from now on; its rows stay. */
  @Transactional
  public void remove(String name, String event) {
    if (catalogue.table(name).isEmpty()) {
      throw Tables.unknown(name);
    }
    int removed =
        jdbc.sql("DELETE FROM mart_feed WHERE table_name = :table AND event_name = :event")
            .param("table", name)
            .param("event", event)
            .update();
    if (removed == 0) {
      throw new Rejected(
          404, "feed-not-found", "No event '%s' feeds the table '%s'.".formatted(event, name));
    }
    events.publishEvent(new Audited("feed.removed", name, Map.of("event", event)));
  }

  // ------------------------------------------------------------------ what did not fit

  /** A row that an event would have made, and why it did not. */
  record Misfit(String event, @Nullable Long contact, Refused refused) {}

  /**
   * What did not fit.
   *
   * @param message why, in English
   */
  record View(
      long id,
      String event,
      @Nullable String contact,
      @Nullable String key,
      String field,
      String rule,
      String about,
      String message,
      Instant at) {}

  /** Notes them, and forgets the oldest ones of the table. */
  void note(String table, List<Misfit> misfits) {
    if (misfits.isEmpty()) {
      return;
    }
    jdbc.sql(
            """
            INSERT INTO mart_feed_refusal (table_name, event_name, contact_id, row_key, field, rule, about, at)
            SELECT :table, m.event, m.contact, m.row_key, m.field, m.rule, m.about, :now
              FROM unnest(CAST(:events AS text[]), CAST(:contacts AS bigint[]), CAST(:keys AS text[]),
                          CAST(:fields AS text[]), CAST(:rules AS text[]), CAST(:abouts AS text[])) WITH ORDINALITY
                AS m(event, contact, row_key, field, rule, about, n)
             ORDER BY m.n
            """)
        .param("table", table)
        .param("events", words(misfits, Misfit::event))
        .param("contacts", misfits.stream().map(Misfit::contact).toArray(Long[]::new))
        .param("keys", words(misfits, one -> one.refused().key()))
        .param("fields", words(misfits, one -> one.refused().field()))
        .param("rules", words(misfits, one -> one.refused().rule().word()))
        .param("abouts", words(misfits, one -> one.refused().about()))
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .update();
    // Another thread may be at it as well: no two of them wait for each other over old rows.
    jdbc.sql(
            """
            DELETE FROM mart_feed_refusal
             WHERE id IN (SELECT id FROM mart_feed_refusal
                           WHERE table_name = :table
                             AND id <= (SELECT id FROM mart_feed_refusal
                                         WHERE table_name = :table
                                         ORDER BY id DESC OFFSET :kept LIMIT 1)
                             FOR UPDATE SKIP LOCKED)
            """)
        .param("table", table)
        .param("kept", KEPT)
        .update();
  }

  private static @Nullable String[] words(
      List<Misfit> misfits, Function<Misfit, @Nullable String> word) {
    return misfits.stream().map(word).toArray(String[]::new);
  }

  /** What did not fit into a table, the newest first. */
  List<View> misfits(String table, int limit) {
    return jdbc.sql(
            """
            SELECT r.id, r.event_name, c.external_id, r.row_key, r.field, r.rule, r.about, r.at
              FROM mart_feed_refusal r
              LEFT JOIN contact c ON c.id = r.contact_id
             WHERE r.table_name = :table
             ORDER BY r.id DESC
             LIMIT :limit
            """)
        .param("table", table)
        .param("limit", limit)
        .query(Feeds::view)
        .list();
  }

  private static View view(ResultSet row, int number) throws SQLException {
    Refusal rule = Refusal.ofStored(row.getString("rule"));
    String about = row.getString("about");
    return new View(
        row.getLong("id"),
        row.getString("event_name"),
        row.getString("external_id"),
        row.getString("row_key"),
        row.getString("field"),
        rule.word(),
        about == null ? "" : about,
        rule.words(about == null ? "" : about),
        row.getTimestamp("at").toInstant());
  }

  private Feed read(ResultSet row, int number) throws SQLException {
    try {
      return new Feed(
          row.getString("table_name"),
          row.getString("event_name"),
          List.of((String[]) row.getArray("key_paths").getArray()),
          row.getString("parent_path"),
          json.readValue(row.getString("columns"), PATHS));
    } catch (JsonProcessingException e) {
      throw new SQLException("a feed whose columns are no JSON object", e);
    }
  }
}
