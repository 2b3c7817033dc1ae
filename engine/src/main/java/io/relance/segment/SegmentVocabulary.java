package io.relance.segment;

import io.relance.contact.ContactField;
import io.relance.contact.ContactFields;
import io.relance.core.Channel;
import io.relance.core.Purpose;
import io.relance.datamart.Catalogue;
import io.relance.datamart.Column;
import io.relance.datamart.Questions;
import io.relance.datamart.Table;
import io.relance.event.EventNames;
import io.relance.report.Drawing;
import io.relance.report.Drawings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What a rule can be made of in this installation, for whoever writes one. */
@Component
class SegmentVocabulary {

  /** Names of events that were told lately; enough to choose from. */
  private static final int MOST_EVENTS = 200;

  private final JdbcClient jdbc;
  private final ContactFields fields;
  private final Drawings drawings;
  private final Catalogue catalogue;
  private final EventNames events;

  SegmentVocabulary(
      JdbcClient jdbc,
      ContactFields fields,
      Drawings drawings,
      Catalogue catalogue,
      EventNames events) {
    this.jdbc = jdbc;
    this.fields = fields;
    this.drawings = drawings;
    this.catalogue = catalogue;
    this.events = events;
  }

  /** Something known of contacts, and how it can be compared. */
  record Field(String name, String kind, List<String> operators, boolean ageing) {}

  /** A step of a journey. */
  record Step(String id, String name, String group) {}

  record Journey(String key, String name, List<Step> steps) {}

  record Named(String id, String name) {}

  /** Everything there is to choose from. */
  record Words(
      List<Field> fields,
      List<String> channels,
      List<String> purposes,
      List<Journey> journeys,
      List<String> events,
      List<Named> segments,
      List<Rows> tables,
      List<Value> aggregates,
      List<Named> formulas) {}

  /** A column of a table, or of one that its rows belong to, by its path. */
  record Path(String path, String label, String type, List<String> operators) {}

  /** A table whose rows belong to contacts; {@code timed} when windows can look at them. */
  record Rows(String name, String label, boolean timed, List<Path> columns) {}

  /** An aggregate. */
  record Value(String name, String label, String kind, List<String> operators) {}

  Words now() {
    return new Words(
        fields(),
        Arrays.stream(Channel.values()).filter(Channel::reachesContact).map(Channel::word).toList(),
        Arrays.stream(Purpose.values()).map(Purpose::word).toList(),
        journeys(),
        events.all(MOST_EVENTS),
        jdbc.sql("SELECT key AS id, name FROM segment ORDER BY lower(name), key")
            .query(Named.class)
            .list(),
        tables(),
        aggregates(),
        catalogue.formulas().stream()
            .map(formula -> new Named(formula.name(), formula.label(language())))
            .toList());
  }

  private List<Rows> tables() {
    Questions questions = catalogue.questions();
    return catalogue.tables().stream()
        .filter(Table::ofContacts)
        .map(
            table ->
                new Rows(
                    table.name(),
                    table.label(language()),
                    questions.time(table.name()).isPresent(),
                    questions.paths(table.name()).entrySet().stream()
                        .map(it -> path(it.getKey(), it.getValue()))
                        .toList()))
        .toList();
  }

  private static Path path(String path, Column column) {
    int last = path.lastIndexOf('.') + 1;
    return new Path(
        path,
        path.substring(0, last) + column.label(language()),
        column.type().word(),
        Arrays.stream(io.relance.datamart.Operator.values())
            .filter(operator -> operator.suits(column.type()))
            .map(io.relance.datamart.Operator::word)
            .toList());
  }

  private List<Value> aggregates() {
    Questions questions = catalogue.questions();
    return catalogue.aggregates().stream()
        .map(
            aggregate -> {
              ValueKind kind = MartReading.kind(questions.type(aggregate));
              return new Value(
                  aggregate.name(),
                  aggregate.label(language()),
                  kind.name().toLowerCase(Locale.ROOT),
                  kind.operators().stream().map(Operator::word).toList());
            })
        .toList();
  }

  private static String language() {
    return LocaleContextHolder.getLocale().getLanguage();
  }

  private List<Field> fields() {
    List<Field> all = new ArrayList<>();
    Known.PROFILE_KINDS.forEach(
        (name, kind) -> all.add(field(name, kind, Known.AGEING_PROFILE.contains(name))));
    for (ContactField field : fields.all()) {
      all.add(field(Known.ATTRIBUTES + field.name(), ValueKind.ofField(field.type().word()), true));
    }
    return all;
  }

  private static Field field(String name, ValueKind kind, boolean ageing) {
    return new Field(
        name,
        kind.name().toLowerCase(Locale.ROOT),
        kind.operators().stream().map(Operator::word).toList(),
        ageing);
  }

  private List<Journey> journeys() {
    Map<String, Journey> journeys = new LinkedHashMap<>();
    Map<String, Map<String, Step>> steps = new LinkedHashMap<>();
    jdbc.sql(
            """
            SELECT j.key, j.name, v.version
              FROM journey j
              LEFT JOIN journey_version v ON v.journey_key = j.key
             ORDER BY lower(j.name), j.key, v.version DESC
            """)
        .query(
            row -> {
              String key = row.getString("key");
              Map<String, Step> known = steps.computeIfAbsent(key, it -> new LinkedHashMap<>());
              int version = row.getInt("version");
              Drawing drawing = version == 0 ? null : drawings.of(key, version);
              if (drawing != null) {
                drawing
                    .steps()
                    .forEach(
                        (id, step) ->
                            known.putIfAbsent(id, new Step(id, step.name(), step.group())));
              }
              journeys.put(key, new Journey(key, row.getString("name"), List.of()));
            });
    return journeys.values().stream()
        .map(
            journey ->
                new Journey(
                    journey.key(),
                    journey.name(),
                    List.copyOf(steps.getOrDefault(journey.key(), Map.of()).values())))
        .toList();
  }
}
