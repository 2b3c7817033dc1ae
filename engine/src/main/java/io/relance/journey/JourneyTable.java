package io.relance.journey;

import io.relance.journey.Journey.Draft;
import io.relance.journey.Journey.State;
import io.relance.journey.check.Diagram;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Journeys and their versions as they are stored. */
@Repository
class JourneyTable {

  private final JdbcClient jdbc;

  JourneyTable(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  Optional<Journey> find(String key) {
    return jdbc.sql("SELECT * FROM journey WHERE key = :key")
        .param("key", key)
        .query(JourneyTable::read)
        .optional();
  }

  /**
   * Locks the journey for the running transaction, so that two people cannot publish or pause at
   * once.
   */
  Optional<Journey> lock(String key) {
    return jdbc.sql("SELECT * FROM journey WHERE key = :key FOR UPDATE")
        .param("key", key)
        .query(JourneyTable::read)
        .optional();
  }

  List<Journey> all() {
    return jdbc.sql("SELECT * FROM journey ORDER BY name, key").query(JourneyTable::read).list();
  }

  /** Writes a draft, creating the journey where there is none; answers its new revision. */
  int saveDraft(String key, String name, byte[] bpmn, String who, Instant now) {
    return jdbc.sql(
            """
            INSERT INTO journey (key, name, state, draft_bpmn, draft_revision, draft_saved_at, draft_saved_by, created_at)
            VALUES (:key, :name, 'draft', :bpmn, 1, :now, :who, :now)
                ON CONFLICT (key) DO UPDATE
               SET name = :name, draft_bpmn = :bpmn, draft_revision = journey.draft_revision + 1,
                   draft_saved_at = :now, draft_saved_by = :who
            RETURNING draft_revision
            """)
        .param("key", key)
        .param("name", name)
        .param("bpmn", bpmn)
        .param("now", now.atOffset(ZoneOffset.UTC))
        .param("who", who)
        .query(Integer.class)
        .single();
  }

  byte @Nullable [] draft(String key) {
    return jdbc.sql("SELECT draft_bpmn FROM journey WHERE key = :key AND draft_bpmn IS NOT NULL")
        .param("key", key)
        .query((row, number) -> row.getBytes(1))
        .optional()
        .orElse(null);
  }

  byte @Nullable [] bpmn(String key, int version) {
    return jdbc.sql(
            "SELECT bpmn FROM journey_version WHERE journey_key = :key AND version = :version")
        .param("key", key)
        .param("version", version)
        .query((row, number) -> row.getBytes(1))
        .optional()
        .orElse(null);
  }

  void addVersion(
      int version,
      String processDefinitionId,
      byte[] bpmn,
      Diagram diagram,
      boolean marketing,
      String who,
      Instant now) {
    jdbc.sql(
            """
            INSERT INTO journey_version (journey_key, version, bpmn, process_definition_id, reentry, marketing,
                                         start_messages, published_at, published_by)
            VALUES (:key, :version, :bpmn, :definition, :reentry, :marketing, :messages, :now, :who)
            """)
        .param("key", diagram.key())
        .param("version", version)
        .param("bpmn", bpmn)
        .param("definition", processDefinitionId)
        .param("reentry", diagram.reentry().name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .param("marketing", marketing)
        .param("messages", diagram.startMessages().toArray(String[]::new))
        .param("now", now.atOffset(ZoneOffset.UTC))
        .param("who", who)
        .update();
    jdbc.sql(
            """
            UPDATE journey SET version = :version, state = CASE WHEN state = 'paused' THEN 'paused' ELSE 'live' END
             WHERE key = :key
            """)
        .param("version", version)
        .param("key", diagram.key())
        .update();
  }

  void state(String key, State state) {
    jdbc.sql("UPDATE journey SET state = :state WHERE key = :key")
        .param("state", state.word())
        .param("key", key)
        .update();
  }

  /** The live journeys whose newest version starts on an event of this name. */
  List<String> startingOn(String event) {
    return jdbc.sql(
            """
            SELECT j.key
              FROM journey j
              JOIN journey_version v ON v.journey_key = j.key AND v.version = j.version
             WHERE j.state = 'live' AND :event = ANY (v.start_messages)
             ORDER BY j.key
            """)
        .param("event", event)
        .query(String.class)
        .list();
  }

  private static Journey read(ResultSet row, int number) throws SQLException {
    Timestamp saved = row.getTimestamp("draft_saved_at");
    return new Journey(
        row.getString("key"),
        row.getString("name"),
        State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        row.getObject("version", Integer.class),
        saved == null
            ? null
            : new Draft(
                row.getInt("draft_revision"), saved.toInstant(), row.getString("draft_saved_by")));
  }
}
