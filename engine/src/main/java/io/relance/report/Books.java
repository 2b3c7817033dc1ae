package io.relance.report;

import io.relance.report.Statistics.MessageCounts;
import io.relance.report.Statistics.StepCounts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/** Counts what happens in journeys. */
@Repository
public class Books {

  private static final String WHO_IS_WHERE =
      """
      SELECT %s AS place,
             CASE WHEN e.ended_at IS NOT NULL THEN COALESCE(e.outcome, 'ended') END AS outcome,
             count(*) AS n
        FROM enrolment e
       WHERE e.journey_key = :journey AND (CAST(:version AS integer) IS NULL OR e.version = :version)
       GROUP BY 1, 2
      """
          .formatted(Place.OF_ENROLMENT);

  /** Tokens: executions at a step, without those that only hold a scope open for others. */
  private static final String TOKENS =
      """
      SELECT x.act_id_ AS step, count(*) AS n
        FROM enrolment e
        JOIN act_ru_execution x ON x.proc_inst_id_ = e.process_instance_id
       WHERE e.journey_key = :journey AND (CAST(:version AS integer) IS NULL OR e.version = :version)
         AND e.ended_at IS NULL
         AND x.is_active_ AND NOT x.is_event_scope_ AND x.act_id_ IS NOT NULL
         AND NOT EXISTS (SELECT FROM act_ru_execution c WHERE c.parent_id_ = x.id_ AND NOT c.is_event_scope_)
       GROUP BY 1
      """;

  private static final String PASSED =
      """
      SELECT step, COALESCE(outcome, '') AS outcome, count(*) AS n
        FROM trail
       WHERE journey_key = :journey AND (CAST(:version AS integer) IS NULL OR version = :version)
       GROUP BY 1, 2
      """;

  private static final String MESSAGES =
      """
      SELECT channel, state, COALESCE(reason, 'other') AS reason, count(*) AS n
        FROM message
       WHERE journey_key = :journey AND (CAST(:version AS integer) IS NULL OR version = :version)
       GROUP BY 1, 2, 3
      """;

  private final JdbcClient jdbc;

  Books(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The counts of one version, or of all versions together; all of the same instant. */
  @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
  public Statistics of(String journey, @Nullable Integer version) {
    Map<String, Long> inside = new HashMap<>();
    Map<String, Long> ended = new TreeMap<>();
    for (Count count : counts(WHO_IS_WHERE, "place", "outcome", journey, version)) {
      (count.first().equals("ended") ? ended : inside)
          .merge(
              count.first().equals("ended") ? count.second() : count.first(), count.n(), Long::sum);
    }
    long waiting = inside.getOrDefault("waiting", 0L);
    long queued = inside.getOrDefault("queued", 0L);
    long incidents = inside.getOrDefault("incident", 0L);
    long entered = waiting + queued + incidents + total(ended);
    return new Statistics(
        journey,
        version,
        entered,
        waiting,
        queued,
        incidents,
        ended,
        steps(journey, version),
        messages(journey, version));
  }

  private Map<String, StepCounts> steps(String journey, @Nullable Integer version) {
    Map<String, Map<String, Long>> left = new TreeMap<>();
    for (Count count : counts(PASSED, "step", "outcome", journey, version)) {
      left.computeIfAbsent(count.first(), step -> new TreeMap<>()).put(count.second(), count.n());
    }
    Map<String, Long> inside = new TreeMap<>();
    for (Count count : counts(TOKENS, "step", "step", journey, version)) {
      inside.put(count.first(), count.n());
      left.computeIfAbsent(count.first(), step -> new TreeMap<>());
    }
    Map<String, StepCounts> steps = new TreeMap<>();
    left.forEach(
        (step, outcomes) -> {
          long gone = total(outcomes);
          long here = inside.getOrDefault(step, 0L);
          outcomes.remove("");
          steps.put(step, new StepCounts(gone + here, here, gone, outcomes));
        });
    return steps;
  }

  private Map<String, MessageCounts> messages(String journey, @Nullable Integer version) {
    Map<String, List<Fate>> byChannel = new TreeMap<>();
    jdbc.sql(MESSAGES)
        .param("journey", journey)
        .param("version", version)
        .query(
            (row, number) ->
                new Fate(
                    row.getString("channel"),
                    row.getString("state"),
                    row.getString("reason"),
                    row.getLong("n")))
        .list()
        .forEach(
            fate -> byChannel.computeIfAbsent(fate.channel(), c -> new ArrayList<>()).add(fate));
    Map<String, MessageCounts> messages = new TreeMap<>();
    byChannel.forEach(
        (channel, fates) ->
            messages.put(
                channel,
                new MessageCounts(
                    sum(fates, "ACCEPTED"),
                    byReason(fates, "REFUSED"),
                    byReason(fates, "SUPPRESSED"),
                    sum(fates, "EXPIRED"),
                    sum(fates, "UNKNOWN"),
                    sum(fates, "PENDING") + sum(fates, "SENDING"))));
    return messages;
  }

  private List<Count> counts(
      String sql, String first, String second, String journey, @Nullable Integer version) {
    return jdbc.sql(sql)
        .param("journey", journey)
        .param("version", version)
        .query(
            (row, number) ->
                new Count(row.getString(first), row.getString(second), row.getLong("n")))
        .list();
  }

  private static long sum(List<Fate> fates, String state) {
    return fates.stream().filter(fate -> fate.state().equals(state)).mapToLong(Fate::n).sum();
  }

  private static Map<String, Long> byReason(List<Fate> fates, String state) {
    Map<String, Long> reasons = new TreeMap<>();
    fates.stream()
        .filter(fate -> fate.state().equals(state))
        .forEach(fate -> reasons.merge(fate.reason(), fate.n(), Long::sum));
    return reasons;
  }

  private static long total(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private record Count(String first, String second, long n) {}

  private record Fate(String channel, String state, String reason, long n) {}
}
