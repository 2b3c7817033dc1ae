package io.relance.segment;

import com.fasterxml.jackson.databind.JsonNode;
import io.relance.contact.WellFormed;
import io.relance.core.Audited;
import io.relance.core.Rejected;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.text.Normalizer;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** All segments: made, changed in versions, and deleted when nothing needs them. */
@Repository
public class Segments {

  private static final Pattern KEY = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final Set<String> RESERVED = Set.of("everyone", "preview", "vocabulary", "new");
  private static final int LONGEST_NAME = 120;

  private final JdbcClient jdbc;
  private final Rules rules;
  private final SegmentUses uses;
  private final SegmentSettings settings;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  Segments(
      JdbcClient jdbc,
      Rules rules,
      SegmentUses uses,
      SegmentSettings settings,
      ApplicationEventPublisher events,
      Clock clock) {
    this.jdbc = jdbc;
    this.rules = rules;
    this.uses = uses;
    this.settings = settings;
    this.events = events;
    this.clock = clock;
  }

  /**
   * What somebody wants a segment to be.
   *
   * @param version the one that was seen; a change made since is not overwritten
   */
  public record Wish(
      @Nullable String key,
      @Nullable String name,
      @Nullable String kind,
      @Nullable JsonNode rule,
      boolean watched,
      @Nullable Integer version) {}

  /** A former or the present state of a segment. */
  record Version(
      int version,
      String name,
      @Nullable String rule,
      boolean watched,
      Instant changedAt,
      String changedBy) {}

  /** All of them, by name. */
  public List<Segment> all() {
    return jdbc.sql("SELECT * FROM segment ORDER BY lower(name), key").query(Segments::read).list();
  }

  /** The segment of this key, or a refusal that says there is none. */
  public Segment get(String key) {
    return find(key)
        .orElseThrow(
            () ->
                new Rejected(
                        404,
                        "segment-not-found",
                        "There is no segment '" + key + "'; GET /api/segments lists them.")
                    .with("segment", "is not known"));
  }

  Optional<Segment> find(String key) {
    return jdbc.sql("SELECT * FROM segment WHERE key = :key")
        .param("key", key)
        .query(Segments::read)
        .optional();
  }

  /** Who belongs to it at this moment. */
  public Membership membership(String key) {
    return Membership.of(rules.of(get(key)).rule(), rules.moment());
  }

  /**
   * Writes rows about all who belong to the segment, in the running transaction and in one
   * statement.
   *
   * @param insert {@code INSERT … SELECT …} over {@code contact c}, up to where its FROM begins
   * @return how many they are
   */
  @Transactional
  public int insertMembers(String key, String insert, Map<String, ?> parameters) {
    Membership who = membership(key);
    Audience.limit(jdbc, settings.longest());
    try {
      return jdbc.sql(insert + " FROM contact c WHERE " + who.sql())
          .params(who.parameters())
          .params(parameters)
          .update();
    } catch (DataAccessException e) {
      if (Audience.wasBrokenOff(e)) {
        throw new Rejected(
            422,
            "segment-too-slow",
            "Finding the members of '%s' took longer than %d s and was broken off; narrow its rule."
                .formatted(key, settings.longest().toSeconds()));
      }
      throw e;
    }
  }

  @Transactional
  public Segment create(Wish wish, String who) {
    String name = name(wish.name());
    String kind = wish.kind() == null ? Segment.DYNAMIC : wish.kind();
    if (!kind.equals(Segment.DYNAMIC) && !kind.equals(Segment.LIST)) {
      throw invalid("kind", "must be dynamic or list");
    }
    String key = wish.key() == null ? free(name) : key(wish.key());
    String rule = rule(kind, wish.rule(), key);
    try {
      jdbc.sql(
              """
              INSERT INTO segment (key, name, kind, rule, watched, created_at, changed_at, changed_by, look_at)
              VALUES (:key, :name, :kind, CAST(:rule AS jsonb), :watched, :now, :now, :who,
                      CASE WHEN :watched THEN CAST(:now AS timestamptz) END)
              """)
          .param("key", key)
          .param("name", name)
          .param("kind", kind)
          .param("rule", rule)
          .param("watched", watched(kind, wish.watched()))
          .param("now", now())
          .param("who", who)
          .update();
    } catch (DuplicateKeyException e) {
      throw new Rejected(
              409, "segment-exists", "There is a segment '" + key + "' already; choose another id.")
          .with("id", "is taken");
    }
    return written(key, "segment.created");
  }

  /** Replaces name, rule and watching; what it was stays readable as a version. */
  @Transactional
  public Segment change(String key, Wish wish, String who) {
    Segment before = locked(key);
    if (wish.version() != null && wish.version() != before.version()) {
      throw new Rejected(
              409,
              "segment-changed",
              "The segment '%s' was changed by %s meanwhile (version %d); read it again, then change it."
                  .formatted(key, before.changedBy(), before.version()))
          .with("version", "must be " + before.version());
    }
    if (wish.kind() != null && !wish.kind().equals(before.kind())) {
      throw invalid("kind", "cannot be changed; make another segment");
    }
    String name = name(wish.name());
    String rule = rule(before.kind(), wish.rule(), key);
    int changed =
        jdbc.sql(
                """
                UPDATE segment
                   SET name = :name, rule = CAST(:rule AS jsonb), watched = :watched, version = version + 1,
                       changed_at = :now, changed_by = :who, failure = NULL,
                       look_at = CASE WHEN :watched OR look_at IS NOT NULL THEN CAST(:now AS timestamptz) END
                 WHERE key = :key
                   AND (name, watched, rule) IS DISTINCT FROM (:name, :watched, CAST(:rule AS jsonb))
                """)
            .param("name", name)
            .param("rule", rule)
            .param("watched", watched(before.kind(), wish.watched()))
            .param("now", now())
            .param("who", who)
            .param("key", key)
            .update();
    return changed == 0 ? before : written(key, "segment.changed");
  }

  @Transactional
  public void delete(String key) {
    locked(key);
    List<String> users = uses.of(key);
    if (!users.isEmpty()) {
      throw new Rejected(
          409,
          "segment-in-use",
          "The segment '%s' is in use and was not deleted; take it out of: %s."
              .formatted(key, String.join(", ", users)));
    }
    jdbc.sql("DELETE FROM segment WHERE key = :key").param("key", key).update();
    events.publishEvent(new Audited("segment.deleted", key));
  }

  /** What it was and who made it so, the newest first. */
  List<Version> versions(String key) {
    get(key);
    return jdbc.sql(
            """
            SELECT version, name, rule, watched, changed_at, changed_by
              FROM segment_version
             WHERE segment_key = :key
             ORDER BY version DESC
             LIMIT 200
            """)
        .param("key", key)
        .query(
            (row, number) ->
                new Version(
                    row.getInt("version"),
                    row.getString("name"),
                    row.getString("rule"),
                    row.getBoolean("watched"),
                    row.getTimestamp("changed_at").toInstant(),
                    row.getString("changed_by")))
        .list();
  }

  private Segment locked(String key) {
    return jdbc.sql("SELECT * FROM segment WHERE key = :key FOR UPDATE")
        .param("key", key)
        .query(Segments::read)
        .optional()
        .orElseGet(() -> get(key));
  }

  private Segment written(String key, String action) {
    jdbc.sql(
            """
            INSERT INTO segment_version (segment_key, version, name, rule, watched, changed_at, changed_by)
            SELECT key, version, name, rule, watched, changed_at, changed_by FROM segment WHERE key = :key
            """)
        .param("key", key)
        .update();
    Segment segment = get(key);
    events.publishEvent(
        new Audited(action, key, Map.of("version", String.valueOf(segment.version()))));
    return segment;
  }

  private @Nullable String rule(String kind, @Nullable JsonNode rule, String key) {
    boolean given = rule != null && !rule.isNull();
    if (kind.equals(Segment.LIST)) {
      if (given) {
        throw invalid("rule", "is for dynamic segments; a list names its members");
      }
      return null;
    }
    if (!given) {
      throw invalid("rule", "is missing; say who belongs to the segment");
    }
    rules.read(Objects.requireNonNull(rule), key);
    return String.valueOf(rule);
  }

  /** Who is put on a list or taken off is told by whoever does it. */
  private static boolean watched(String kind, boolean wished) {
    return wished && kind.equals(Segment.DYNAMIC);
  }

  private static String name(@Nullable String given) {
    String name = given == null ? "" : given.strip().replaceAll("\\s+", " ");
    if (name.isEmpty() || name.length() > LONGEST_NAME || !WellFormed.text(name)) {
      throw invalid("name", "must be a text of 1 to " + LONGEST_NAME + " characters");
    }
    return name;
  }

  private static String key(String given) {
    if (!KEY.matcher(given).matches() || RESERVED.contains(given)) {
      throw invalid(
          "id",
          "must be 1 to 63 small letters, digits and hyphens, begin with a letter or digit, and not be one of "
              + String.join(", ", RESERVED.stream().sorted().toList()));
    }
    return given;
  }

  /** A key made of the name that nobody has yet. */
  private String free(String name) {
    String plain =
        Normalizer.normalize(name, Normalizer.Form.NFD)
            .replaceAll("\\p{M}", "")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    String base = plain.isEmpty() ? "segment" : plain.substring(0, Math.min(55, plain.length()));
    String key = base;
    for (int i = 2; RESERVED.contains(key) || find(key).isPresent(); i++) {
      key = base + "-" + i;
    }
    return key;
  }

  private static Rejected invalid(String field, String message) {
    return new Rejected(
            422, "segment-invalid", "The segment was not stored: " + field + " " + message + ".")
        .with(field, message);
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }

  static Segment read(ResultSet row, int number) throws SQLException {
    Timestamp kept = row.getTimestamp("kept_since");
    return new Segment(
        row.getString("key"),
        row.getString("name"),
        row.getString("kind"),
        row.getString("rule"),
        row.getBoolean("watched"),
        row.getInt("version"),
        row.getTimestamp("created_at").toInstant(),
        row.getTimestamp("changed_at").toInstant(),
        row.getString("changed_by"),
        kept == null ? null : kept.toInstant(),
        row.getString("failure"));
  }
}
