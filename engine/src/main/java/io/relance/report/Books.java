package io.relance.report;

import io.relance.report.Statistics.MessageCounts;
import io.relance.report.Statistics.StepCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/** Reads what happens in journeys from counters that are kept while it happens. */
@Repository
public class Books {

  /**
   * Up to this many messages, the walks behind them are looked up; more would take longer than a
   * page may.
   */
  private static final long EXACT = 1_000;

  private static final String COUNTED =
      """
      SELECT what, step, CASE WHEN what = 'entered' THEN '' ELSE word END AS word, sum(n) AS n
        FROM journey_count_now
       WHERE journey_key = :journey AND (CAST(:version AS integer) IS NULL OR version = :version)
       GROUP BY 1, 2, 3
      HAVING sum(n) <> 0
      """;

  /** Found from the incidents, of which there are few, and not from the walks. */
  private static final String INCIDENTS =
      """
      SELECT count(*)
        FROM (SELECT DISTINCT proc_inst_id_ FROM act_ru_incident) i
       CROSS JOIN LATERAL (
             SELECT FROM enrolment e
              WHERE e.process_instance_id = i.proc_inst_id_ AND e.ended_at IS NULL
                AND e.journey_key = :journey AND (CAST(:version AS integer) IS NULL OR e.version = :version)
              LIMIT 1) inside
      """;

  /** LATERAL with LIMIT is always looked up by index, whatever the planner thinks of the table. */
  private static final String QUEUED =
      """
      SELECT count(*)
        FROM (SELECT DISTINCT process_instance_id
                FROM message
               WHERE journey_key = :journey AND (CAST(:version AS integer) IS NULL OR version = :version)
                 AND state IN ('PENDING', 'SENDING')) m
       CROSS JOIN LATERAL (
             SELECT FROM enrolment e
              WHERE e.process_instance_id = m.process_instance_id AND e.ended_at IS NULL
              LIMIT 1) inside
       WHERE NOT EXISTS (SELECT FROM act_ru_incident i WHERE i.proc_inst_id_ = m.process_instance_id)
      """;

  private final JdbcClient jdbc;

  Books(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The counts of one version, or of all versions together; all of the same instant. */
  @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
  public Statistics of(String journey, @Nullable Integer version) {
    List<Count> counts = counts(journey, version);
    Map<String, Long> ended = new TreeMap<>();
    only(counts, "ended").forEach(count -> ended.put(count.word(), count.n()));
    long entered = only(counts, "entered").mapToLong(Count::n).sum();
    Map<String, MessageCounts> messages = messages(counts);
    long inside = entered - total(ended);
    long incidents = Math.min(inside, number(INCIDENTS, journey, version));
    long queued = Math.min(inside - incidents, queued(messages, journey, version));
    return new Statistics(
        journey,
        version,
        entered,
        inside - incidents - queued,
        queued,
        incidents,
        ended,
        steps(counts),
        messages);
  }

  /**
   * Walks behind a message. With very many messages it is told from their number, which is the same
   * as long as no walk has two that are queued.
   */
  private long queued(
      Map<String, MessageCounts> messages, String journey, @Nullable Integer version) {
    long unsent = messages.values().stream().mapToLong(MessageCounts::queued).sum();
    return unsent == 0 || unsent > EXACT ? unsent : number(QUEUED, journey, version);
  }

  private static Map<String, StepCounts> steps(List<Count> counts) {
    Map<String, Long> inside = new TreeMap<>();
    Map<String, Map<String, Long>> left = new TreeMap<>();
    only(counts, "here")
        .forEach(
            count -> {
              inside.put(count.step(), count.n());
              left.put(count.step(), new TreeMap<>());
            });
    only(counts, "left")
        .forEach(
            count ->
                left.computeIfAbsent(count.step(), step -> new TreeMap<>())
                    .put(count.word(), count.n()));
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

  private static Map<String, MessageCounts> messages(List<Count> counts) {
    Map<String, List<Fate>> byChannel = new TreeMap<>();
    only(counts, "message")
        .forEach(
            count ->
                byChannel
                    .computeIfAbsent(count.step(), channel -> new ArrayList<>())
                    .add(Fate.of(count)));
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
                    sum(fates, "QUEUED"))));
    return messages;
  }

  private List<Count> counts(String journey, @Nullable Integer version) {
    return jdbc.sql(COUNTED)
        .param("journey", journey)
        .param("version", version)
        .query(Count.class)
        .list();
  }

  private long number(String sql, String journey, @Nullable Integer version) {
    return jdbc.sql(sql)
        .param("journey", journey)
        .param("version", version)
        .query(Long.class)
        .single();
  }

  private static Stream<Count> only(List<Count> counts, String what) {
    return counts.stream().filter(count -> count.what().equals(what));
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

  private record Count(String what, String step, String word, long n) {}

  private record Fate(String state, String reason, long n) {

    static Fate of(Count count) {
      int colon = count.word().indexOf(':');
      return colon < 0
          ? new Fate(count.word(), "other", count.n())
          : new Fate(
              count.word().substring(0, colon), count.word().substring(colon + 1), count.n());
    }
  }
}
