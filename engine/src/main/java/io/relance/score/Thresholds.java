package io.relance.score;

import io.relance.contact.WellFormed;
import io.relance.core.Audited;
import io.relance.core.Rejected;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The scores whose crossing is told, by their names. */
@Repository
class Thresholds {

  private static final Pattern KEY = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final int LONGEST_NAME = 120;
  private static final int MOST = 20;

  private final JdbcClient jdbc;
  private final ApplicationEventPublisher events;
  private final TableWords words;
  private final Clock clock;

  Thresholds(JdbcClient jdbc, ApplicationEventPublisher events, TableWords words, Clock clock) {
    this.jdbc = jdbc;
    this.events = events;
    this.words = words;
    this.clock = clock;
  }

  /**
   * A threshold.
   *
   * @param points a score that reaches them has crossed it
   */
  record Threshold(String key, String name, int points) {}

  /** The lowest first. */
  List<Threshold> all() {
    return jdbc.sql("SELECT key, name, points FROM score_threshold ORDER BY points, key")
        .query(Threshold.class)
        .list();
  }

  /** Makes it or changes it. Whoever is beyond it already did not cross it, and is not told. */
  @Transactional
  Threshold put(String key, @Nullable String name, @Nullable Integer points, String who) {
    if (!KEY.matcher(key).matches()) {
      throw invalid("key", words.say("score.threshold.key"));
    }
    String called = name == null ? "" : name.strip();
    if (called.isEmpty() || called.length() > LONGEST_NAME || !WellFormed.text(called)) {
      throw invalid("name", words.say("score.threshold.name.bad", LONGEST_NAME));
    }
    if (points == null || Math.abs((long) points) > 1_000_000) {
      throw invalid("points", words.say("score.threshold.points.bad"));
    }
    List<Threshold> all = all();
    if (all.size() >= MOST && all.stream().noneMatch(one -> one.key().equals(key))) {
      throw invalid("key", words.say("score.threshold.most", MOST));
    }
    jdbc.sql(
            """
            INSERT INTO score_threshold (key, name, points, changed_at, changed_by)
            VALUES (:key, :name, :points, :now, :who)
                ON CONFLICT (key) DO UPDATE
               SET name = excluded.name, points = excluded.points, changed_at = excluded.changed_at,
                   changed_by = excluded.changed_by
            """)
        .param("key", key)
        .param("name", called)
        .param("points", points)
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .param("who", who)
        .update();
    events.publishEvent(
        new Audited("score.threshold-changed", key, Map.of("points", points.toString())));
    return new Threshold(key, called, points);
  }

  /** Deletes it, unless a journey waits for it. */
  @Transactional
  void delete(String key) {
    List<String> journeys =
        jdbc.sql(
                """
                SELECT DISTINCT v.journey_key
                  FROM journey_version v
                  JOIN journey j ON j.key = v.journey_key AND j.state IN ('live', 'paused')
                 WHERE position(convert_to('ScoreThresholdCrossed:' || :key || '"', 'UTF8') IN v.bpmn) > 0
                    OR position(convert_to('ScoreThresholdLeft:' || :key || '"', 'UTF8') IN v.bpmn) > 0
                 ORDER BY 1
                """)
            .param("key", key)
            .query(String.class)
            .list();
    if (!journeys.isEmpty()) {
      throw new Rejected(
          409,
          "score-threshold-in-use",
          words.say("score.threshold.used", String.join(", ", journeys)));
    }
    int deleted =
        jdbc.sql("DELETE FROM score_threshold WHERE key = :key").param("key", key).update();
    if (deleted == 0) {
      throw new Rejected(
          404, "score-threshold-not-found", words.say("score.threshold.unknown", key));
    }
    events.publishEvent(new Audited("score.threshold-deleted", key));
  }

  private Rejected invalid(String field, String message) {
    return new Rejected(422, "score-threshold-invalid", message).with(field, message);
  }
}
