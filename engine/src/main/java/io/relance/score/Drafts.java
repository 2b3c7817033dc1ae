package io.relance.score;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.relance.contact.ContactField;
import io.relance.contact.ContactFields;
import io.relance.core.Audited;
import io.relance.core.Rejected;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The table as it is being worked on, and the versions that were put in force. */
@Repository
class Drafts {

  private static final TypeReference<List<Example>> EXAMPLES = new TypeReference<>() {};
  private static final int MOST_VERSIONS = 200;

  private final JdbcClient jdbc;
  private final ContactFields fields;
  private final Trials trials;
  private final TableWords words;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  Drafts(
      JdbcClient jdbc,
      ContactFields fields,
      Trials trials,
      TableWords words,
      ApplicationEventPublisher events,
      Clock clock) {
    this.jdbc = jdbc;
    this.fields = fields;
    this.trials = trials;
    this.words = words;
    this.events = events;
    this.clock = clock;
  }

  /**
   * What is being worked on.
   *
   * @param dmn the table as a file
   * @param version the one in force
   */
  record Draft(
      ScoreTable table,
      String dmn,
      @Nullable Idle idle,
      List<Example> examples,
      int revision,
      @Nullable Instant savedAt,
      @Nullable String savedBy,
      @Nullable Integer version) {

    static final Draft NOTHING =
        new Draft(
            ScoreTable.EMPTY,
            DmnWriting.write(ScoreTable.EMPTY),
            null,
            List.of(),
            0,
            null,
            null,
            null);
  }

  /** What was put in force, and by whom. */
  record Version(
      int version,
      ScoreTable table,
      String dmn,
      @Nullable Idle idle,
      List<Example> examples,
      Instant publishedAt,
      String publishedBy) {}

  Draft draft() {
    return jdbc.sql("SELECT * FROM score_table")
        .query(Drafts::readDraft)
        .optional()
        .orElse(Draft.NOTHING);
  }

  /** What cells may ask of contacts: the profile, and the fields that are declared. */
  Set<String> contactFields() {
    Set<String> names = new HashSet<>(ScoreFacts.PROFILE);
    fields.all().stream().map(ContactField::name).forEach(names::add);
    return names;
  }

  /** Reads what was sent, or refuses it with everything that is wrong. */
  TableReading.Result read(TableBody body) {
    TableReading.Result result = TableReading.read(body, contactFields());
    if (!result.problems().isEmpty()) {
      throw words.invalid(result.problems(), result.headers());
    }
    return result;
  }

  /** Replaces the draft; nothing changes for contacts until it is published. */
  @Transactional
  Draft save(TableBody body, String who) {
    TableReading.Result read = read(body);
    refuseOverwriting(body.revision());
    return store(
        DmnWriting.write(read.table()), read.idle(), read.examples(), who, "score.table-saved");
  }

  /** The rules of a file in the place of the draft's; what a file does not hold is kept. */
  @Transactional
  Draft upload(String xml, String who) {
    TableBody body;
    try {
      body = DmnReading.read(xml);
    } catch (DmnRefused e) {
      throw refused(e);
    }
    TableReading.Result read = read(body);
    Draft before = draft();
    return store(
        DmnWriting.write(read.table()), before.idle(), before.examples(), who, "score.table-saved");
  }

  private TableRejected refused(DmnRefused e) {
    String message = words.say("score.dmn." + e.code(), e.arguments().toArray());
    return new TableRejected(
        "score-dmn-refused",
        e.line() == 0 ? message : words.say("score.dmn.line", e.line(), message),
        Map.of(
            "problems", List.of(Map.of("line", e.line(), "rule", e.code(), "message", message))));
  }

  /** Takes an old version back as the draft. */
  @Transactional
  Draft restore(int number, String who) {
    Version version = version(number);
    return store(version.dmn(), version.idle(), version.examples(), who, "score.table-restored");
  }

  private void refuseOverwriting(@Nullable Integer seen) {
    Draft now =
        jdbc.sql("SELECT * FROM score_table FOR UPDATE")
            .query(Drafts::readDraft)
            .optional()
            .orElse(Draft.NOTHING);
    if (seen != null && seen != now.revision()) {
      throw new Rejected(
              409,
              "score-table-changed",
              words.say(
                  "score.changed", now.savedBy() == null ? "–" : now.savedBy(), now.revision()))
          .with("revision", "must be " + now.revision());
    }
  }

  private Draft store(
      String dmn, @Nullable Idle idle, List<Example> examples, String who, String deed) {
    jdbc.sql(
            """
            INSERT INTO score_table (dmn, idle, examples, revision, saved_at, saved_by)
            VALUES (:dmn, CAST(:idle AS jsonb), CAST(:examples AS jsonb), 1, :now, :who)
                ON CONFLICT (one) DO UPDATE
               SET dmn = excluded.dmn, idle = excluded.idle, examples = excluded.examples,
                   revision = score_table.revision + 1, saved_at = excluded.saved_at, saved_by = excluded.saved_by
            """)
        .param("dmn", dmn)
        .param("idle", idle == null ? null : json(idle))
        .param("examples", json(examples))
        .param("now", now())
        .param("who", who)
        .update();
    Draft draft = draft();
    events.publishEvent(
        new Audited(deed, "table", Map.of("revision", String.valueOf(draft.revision()))));
    return draft;
  }

  /** Puts the draft in force, unless one of its examples comes out otherwise than it says. */
  @Transactional
  Version publish(String who) {
    Draft draft =
        jdbc.sql("SELECT * FROM score_table FOR UPDATE")
            .query(Drafts::readDraft)
            .optional()
            .orElseThrow(
                () -> new Rejected(409, "score-table-empty", words.say("score.publish.nothing")));
    List<Trials.ExampleOutcome> failed =
        trials.run(draft.table(), draft.examples()).stream().filter(one -> !one.passed()).toList();
    if (!failed.isEmpty()) {
      throw new TableRejected(
          "score-examples-failed",
          words.say("score.publish.failed", failed.size()),
          Map.of("examples", failed));
    }
    Idle before = draft.version() == null ? null : version(draft.version()).idle();
    int version =
        jdbc.sql(
                """
                INSERT INTO score_version (version, dmn, idle, examples, published_at, published_by)
                SELECT coalesce((SELECT max(version) FROM score_version), 0) + 1, dmn, idle, examples, :now, :who
                  FROM score_table
                RETURNING version
                """)
            .param("now", now())
            .param("who", who)
            .query(Integer.class)
            .single();
    jdbc.sql("UPDATE score_table SET version = :version").param("version", version).update();
    if (!Objects.equals(before, draft.idle())) {
      countAnew(draft.idle());
    }
    events.publishEvent(new Audited("score.table-published", String.valueOf(version)));
    return version(version);
  }

  /** Days without activity count from the moment at which they begin to cost something. */
  private void countAnew(@Nullable Idle idle) {
    jdbc.sql("DELETE FROM score_idle").update();
    if (idle != null) {
      jdbc.sql(
              """
              INSERT INTO score_idle (contact_id, look_at)
              SELECT id, CAST(:now AS timestamptz) + make_interval(hours => 24 * :days)
                FROM contact
               WHERE score > :floor
               ORDER BY id
                 FOR KEY SHARE
              """)
          .param("now", now())
          .param("days", idle.days())
          .param("floor", idle.floor())
          .update();
    }
  }

  /** The newest first. */
  List<Version> versions() {
    return jdbc.sql("SELECT * FROM score_version ORDER BY version DESC LIMIT :most")
        .param("most", MOST_VERSIONS)
        .query(Drafts::readVersion)
        .list();
  }

  Version version(int number) {
    return jdbc.sql("SELECT * FROM score_version WHERE version = :version")
        .param("version", number)
        .query(Drafts::readVersion)
        .optional()
        .orElseThrow(
            () ->
                new Rejected(
                    404, "score-version-not-found", words.say("score.version.unknown", number)));
  }

  private static Draft readDraft(ResultSet row, int number) throws SQLException {
    int version = row.getInt("version");
    return new Draft(
        table(row.getString("dmn")),
        row.getString("dmn"),
        idle(row.getString("idle")),
        examples(row.getString("examples")),
        row.getInt("revision"),
        instant(row.getTimestamp("saved_at")),
        row.getString("saved_by"),
        version == 0 ? null : version);
  }

  private static Version readVersion(ResultSet row, int number) throws SQLException {
    return new Version(
        row.getInt("version"),
        table(row.getString("dmn")),
        row.getString("dmn"),
        idle(row.getString("idle")),
        examples(row.getString("examples")),
        instant(row.getTimestamp("published_at")),
        row.getString("published_by"));
  }

  private static Instant instant(Timestamp at) {
    return at.toInstant();
  }

  /** The table that a stored file holds. Fields that were deleted since are asked for in vain. */
  static ScoreTable table(String dmn) {
    try {
      TableBody body = DmnReading.read(dmn);
      Set<String> named = new HashSet<>();
      Objects.requireNonNull(body.columns())
          .forEach(column -> named.add(Objects.requireNonNullElse(column.name(), "")));
      return TableReading.read(body, named).table();
    } catch (DmnRefused e) {
      throw new IllegalStateException("a stored table cannot be read", e);
    }
  }

  private static @Nullable Idle idle(@Nullable String json) throws SQLException {
    try {
      return json == null ? null : ScoreFacts.JSON.readValue(json, Idle.class);
    } catch (JsonProcessingException e) {
      throw new SQLException("a setting that cannot be read", e);
    }
  }

  private static List<Example> examples(String json) throws SQLException {
    try {
      return ScoreFacts.JSON.readValue(json, EXAMPLES);
    } catch (JsonProcessingException e) {
      throw new SQLException("examples that cannot be read", e);
    }
  }

  private static String json(Object value) {
    try {
      return ScoreFacts.JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("values that cannot be written as JSON", e);
    }
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
