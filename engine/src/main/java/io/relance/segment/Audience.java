package io.relance.segment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.relance.segment.RuleReading.Result;
import io.relance.segment.RuleReading.Step;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Counts and shows who a rule is true of: in transactions that can only read, and for no longer
 * than somebody is patient.
 */
@Component
class Audience {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** What PostgreSQL says when it broke off for want of time. */
  private static final String BROKEN_OFF = "57014";

  private static final int MOST_AREAS = 1_000;

  /** How long the planner may think. */
  private static final Duration PLANNING = Duration.ofSeconds(2);

  private final JdbcClient jdbc;
  private final TransactionTemplate reading;
  private final Rules rules;
  private final RuleWords words;
  private final SegmentSettings settings;

  Audience(
      JdbcClient jdbc,
      PlatformTransactionManager transactions,
      Rules rules,
      RuleWords words,
      SegmentSettings settings) {
    this.jdbc = jdbc;
    this.reading = new TransactionTemplate(transactions);
    this.reading.setReadOnly(true);
    this.reading.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    this.rules = rules;
    this.words = words;
    this.settings = settings;
  }

  /** How many are left after one part of a rule. */
  record Left(String path, long count) {}

  /** An area, such as the department that a postcode begins with, and how many live there. */
  record Area(String area, long count) {}

  /** Somebody behind a number. */
  record Someone(long id, String externalId, @Nullable String name, @Nullable String email) {}

  /**
   * A count while a rule is refined.
   *
   * @param everyone how many contacts there are
   * @param steps how many are left, or have come together, after each part at the top
   */
  record Preview(long everyone, long count, List<Left> steps, List<Someone> sample) {}

  /** How many there are. */
  long count(Result rule) {
    return patiently(
        rule,
        () -> {
          Membership who = Membership.of(rule.rule(), rules.moment());
          return jdbc.sql("SELECT count(*) FROM contact c WHERE " + who.sql())
              .params(who.parameters())
              .query(Long.class)
              .single();
        });
  }

  /** The numbers along the rule, and some of those at its end, in one look at the same moment. */
  Preview preview(Result rule, int sample) {
    return patiently(
        rule,
        () -> {
          Preview counted = chain(rule);
          return new Preview(
              counted.everyone(),
              counted.count(),
              counted.steps(),
              counted.count() == 0 ? List.of() : newest(rule.rule(), sample));
        });
  }

  /** Those behind the given one, in the order in which they came to us. */
  List<Someone> members(Result rule, long after, int limit) {
    return patiently(
        rule, () -> people(rule.rule(), "c.id > :after ORDER BY c.id LIMIT :limit", after, limit));
  }

  /**
   * How many members there are of whom a text begins alike; an empty beginning where it is empty.
   */
  List<Area> areas(Result rule, String field, int length) {
    return patiently(
        rule,
        () -> {
          Values values = new Values(rules.moment());
          String text = Known.source(field).text(values);
          String who = rule.rule().sql(values);
          return jdbc.sql(
                  """
                  SELECT coalesce(upper(left(regexp_replace(%s, '\\s', '', 'g'), :length)), '') AS area, count(*) AS count
                    FROM contact c
                   WHERE (%s)
                   GROUP BY 1
                   ORDER BY 2 DESC, 1
                   LIMIT :most
                  """
                      .formatted(text, who))
              .params(values.all())
              .param("length", length)
              .param("most", MOST_AREAS)
              .query(Area.class)
              .list();
        });
  }

  private List<Someone> newest(Rule rule, int limit) {
    return people(rule, "c.id > :after ORDER BY c.id DESC LIMIT :limit", 0, limit);
  }

  private List<Someone> people(Rule rule, String which, long after, int limit) {
    Membership who = Membership.of(rule, rules.moment());
    return jdbc.sql(
            """
            SELECT c.id, c.external_id, c.email,
                   nullif(concat_ws(' ', c.attributes ->> 'firstName', c.attributes ->> 'lastName'), '') AS name
              FROM contact c
             WHERE (%s) AND %s
            """
                .formatted(who.sql(), which))
        .params(who.parameters())
        .param("after", after)
        .param("limit", limit)
        .query(Someone.class)
        .list();
  }

  /**
   * One pass over the contacts says for each at which part it is decided: the first one that is not
   * true of it, or, where one is enough, the first one that is.
   */
  private Preview chain(Result rule) {
    boolean any = rule.rule() instanceof Rule.Any;
    Values values = new Values(rules.moment());
    StringBuilder decided = new StringBuilder("CASE");
    for (int i = 0; i < rule.steps().size(); i++) {
      String part = rule.steps().get(i).rule().sql(values);
      decided
          .append(" WHEN (")
          .append(part)
          .append(any ? ") THEN " : ") IS NOT TRUE THEN ")
          .append(i);
    }
    decided.append(" ELSE ").append(rule.steps().size()).append(" END");
    Map<Integer, Long> at = new TreeMap<>();
    jdbc.sql("SELECT " + decided + " AS at, count(*) AS n FROM contact c GROUP BY 1")
        .params(values.all())
        .query(
            row -> {
              at.put(row.getInt("at"), row.getLong("n"));
            });
    return chain(rule.steps(), any, at);
  }

  private static Preview chain(List<Step> steps, boolean any, Map<Integer, Long> at) {
    long everyone = at.values().stream().mapToLong(Long::longValue).sum();
    List<Left> left = new ArrayList<>();
    long decided = 0;
    for (int i = 0; i < steps.size(); i++) {
      decided += at.getOrDefault(i, 0L);
      left.add(new Left(steps.get(i).path(), any ? decided : everyone - decided));
    }
    long count = left.isEmpty() ? everyone : left.get(left.size() - 1).count();
    return new Preview(everyone, count, left, List.of());
  }

  private <T> T patiently(Result rule, Supplier<T> look) {
    try {
      return within(settings.patience(), look);
    } catch (DataAccessException e) {
      if (wasBrokenOff(e)) {
        throw words.tooSlow(slowness(rule), settings.patience().toSeconds());
      }
      throw e;
    }
  }

  private <T> T within(Duration patience, Supplier<T> look) {
    return Objects.requireNonNull(
        reading.execute(
            status -> {
              limit(jdbc, patience);
              return look.get();
            }));
  }

  /**
   * For the rest of the transaction: a bounded time, and the memory to look up a million contacts
   * in a hash. Compiling a statement that runs once costs more than it brings; planning it for the
   * values at hand costs nothing against reading them.
   */
  static void limit(JdbcClient jdbc, Duration patience) {
    jdbc.sql(
            """
            SELECT set_config('statement_timeout', :millis, true), set_config('work_mem', '32MB', true),
                   set_config('hash_mem_multiplier', '4', true), set_config('jit', 'off', true),
                   set_config('plan_cache_mode', 'force_custom_plan', true)
            """)
        .param("millis", String.valueOf(patience.toMillis()))
        .query((row, number) -> true)
        .single();
  }

  static boolean wasBrokenOff(Throwable e) {
    return e instanceof SQLException sql
        ? BROKEN_OFF.equals(sql.getSQLState())
        : e.getCause() != null && wasBrokenOff(e.getCause());
  }

  /** Asks the planner, which counts nothing, for the most expensive part and for what it reads. */
  private Slowness slowness(Result rule) {
    return within(
        PLANNING,
        () -> {
          Step worst = rule.steps().get(0);
          JsonNode plan = plan(worst.rule());
          for (Step step : rule.steps().subList(1, rule.steps().size())) {
            JsonNode other = plan(step.rule());
            if (cost(other) > cost(plan)) {
              worst = step;
              plan = other;
            }
          }
          long estimate = plan(rule.rule()).path("Plan Rows").asLong();
          return new Slowness(worst.path(), readWhole(plan), estimate);
        });
  }

  private static double cost(JsonNode plan) {
    return plan.path("Total Cost").asDouble();
  }

  private JsonNode plan(Rule rule) {
    Membership who = Membership.of(rule, rules.moment());
    String plan =
        jdbc.sql("EXPLAIN (FORMAT JSON) SELECT c.id FROM contact c WHERE " + who.sql())
            .params(who.parameters())
            .query(String.class)
            .single();
    try {
      return JSON.readTree(plan).path(0).path("Plan");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a plan that is no JSON", e);
    }
  }

  /** A table besides the contacts that is read from its beginning to its end. */
  private static @Nullable String readWhole(JsonNode plan) {
    String table = plan.path("Relation Name").asText("contact");
    if (plan.path("Node Type").asText().contains("Seq Scan") && !table.equals("contact")) {
      return table;
    }
    for (JsonNode below : plan.path("Plans")) {
      String found = readWhole(below);
      if (found != null) {
        return found;
      }
    }
    return null;
  }
}
