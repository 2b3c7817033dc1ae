package io.relance.segment;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.JsonNode;
import io.relance.contact.ContactFields;
import io.relance.datamart.Aggregate;
import io.relance.datamart.Catalogue;
import io.relance.datamart.Formula;
import io.relance.report.Drawings;
import io.relance.runtime.Zones;
import io.relance.segment.Known.Other;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads rules against what there is: fields, journeys and other segments. */
@Component
class Rules {

  private final JdbcClient jdbc;
  private final ContactFields fields;
  private final Drawings drawings;
  private final Catalogue catalogue;
  private final RuleWords words;
  private final Zones zones;
  private final Clock clock;

  Rules(
      JdbcClient jdbc,
      ContactFields fields,
      Drawings drawings,
      Catalogue catalogue,
      RuleWords words,
      Zones zones,
      Clock clock) {
    this.jdbc = jdbc;
    this.fields = fields;
    this.drawings = drawings;
    this.catalogue = catalogue;
    this.words = words;
    this.zones = zones;
    this.clock = clock;
  }

  /**
   * The rule, or a refusal that names every part at fault.
   *
   * @param own the key of the segment whose rule it is
   */
  RuleReading.Result read(JsonNode json, @Nullable String own) {
    RuleReading.Result result = RuleReading.read(json, known(), own);
    if (!result.problems().isEmpty()) {
      throw words.invalid(result.problems());
    }
    return result;
  }

  /** The rule of a stored segment, or membership of its list. */
  RuleReading.Result of(Segment segment) {
    String rule = segment.rule();
    if (rule == null) {
      Rule member = new MemberCondition(segment.key(), null);
      return new RuleReading.Result(
          member, List.of(new RuleReading.Step("rule", member)), List.of());
    }
    return read(RuleReading.parse(rule), segment.key());
  }

  Moment moment() {
    return new Moment(clock.instant(), zones.of(null));
  }

  private Known known() {
    Map<String, ValueKind> kinds = new LinkedHashMap<>(Known.PROFILE_KINDS);
    fields
        .all()
        .forEach(
            field ->
                kinds.put(Known.ATTRIBUTES + field.name(), ValueKind.ofField(field.type().word())));
    return new Known(kinds, steps(), this::other, mart());
  }

  private Known.Mart mart() {
    return new Known.Mart(
        catalogue.questions(),
        catalogue.aggregates().stream().collect(toMap(Aggregate::name, it -> it)),
        catalogue.formulas().stream().collect(toMap(Formula::name, it -> it)));
  }

  /**
   * The steps of all published versions: who was sent a step that is gone was sent it all the same.
   */
  private Map<String, Set<String>> steps() {
    Map<String, Set<String>> steps = new HashMap<>();
    jdbc.sql(
            """
            SELECT j.key, v.version
              FROM journey j
              LEFT JOIN journey_version v ON v.journey_key = j.key
            """)
        .query(
            row -> {
              Set<String> known =
                  steps.computeIfAbsent(row.getString("key"), key -> new LinkedHashSet<>());
              int version = row.getInt("version");
              if (version > 0) {
                known.addAll(drawings.of(row.getString("key"), version).steps().keySet());
              }
            });
    return steps;
  }

  private Optional<Other> other(String key) {
    return jdbc.sql("SELECT key, rule FROM segment WHERE key = :key")
        .param("key", key)
        .query((row, number) -> new Other(row.getString(1), row.getString(2)))
        .optional();
  }
}
