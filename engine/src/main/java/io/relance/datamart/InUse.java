package io.relance.datamart;

import io.relance.core.Rejected;
import io.relance.datamart.Uses.Part;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Asks everybody whether something that was declared is used, and where. */
@Component
class InUse {

  private final Catalogue catalogue;
  private final JdbcClient jdbc;
  private final ObjectProvider<Uses> others;

  InUse(Catalogue catalogue, JdbcClient jdbc, ObjectProvider<Uses> others) {
    this.catalogue = catalogue;
    this.jdbc = jdbc;
    this.others = others;
  }

  List<String> of(Part part) {
    List<String> places = new ArrayList<>();
    if (part instanceof Part.Of declared) {
      places.addAll(inTables(declared));
      places.addAll(inAggregates(declared));
      places.addAll(inFeeds(declared));
    } else if (part instanceof Part.Value value) {
      places.addAll(inFormulas(value.name()));
      places.addAll(inJourneys(value.name()));
    }
    others.forEach(other -> places.addAll(other.of(part)));
    return places;
  }

  /** Refuses when there is such a place. */
  static void refuse(String type, String what, List<String> places) {
    if (!places.isEmpty()) {
      throw new Rejected(
          409,
          type,
          "%s is used by %s. Nothing was removed; change these first."
              .formatted(what, String.join(", ", places)));
    }
  }

  private List<String> inTables(Part.Of part) {
    return part.column() != null
        ? List.of()
        : catalogue.tables().stream()
            .filter(
                table ->
                    part.table().equals(table.parent())
                        || (!table.name().equals(part.table())
                            && table.columns().stream()
                                .anyMatch(column -> part.table().equals(column.refersTo()))))
            .map(table -> "the table '" + table.name() + "'")
            .toList();
  }

  private List<String> inAggregates(Part.Of part) {
    Questions questions = catalogue.questions();
    return catalogue.aggregates().stream()
        .filter(aggregate -> questions.touches(aggregate, part.table(), part.column()))
        .map(aggregate -> "the aggregate '" + aggregate.name() + "'")
        .toList();
  }

  /** A table goes with what feeds it; a column does not. */
  private List<String> inFeeds(Part.Of part) {
    String column = part.column();
    return column == null
        ? List.of()
        : jdbc.sql(
                """
                SELECT format('the event %L that feeds it', event_name)
                  FROM mart_feed
                 WHERE table_name = :table AND jsonb_exists(columns, :column)
                 ORDER BY event_name
                """)
            .param("table", part.table())
            .param("column", column)
            .query(String.class)
            .list();
  }

  private List<String> inFormulas(String name) {
    return catalogue.formulas().stream()
        .filter(formula -> formula.rule().asksFor(name))
        .map(formula -> "the formula '" + formula.name() + "'")
        .toList();
  }

  /** Drafts, and what is published and was not stopped, that speak of {@code mart.<name>}. */
  private List<String> inJourneys(String name) {
    return jdbc
        .sql(
            """
            SELECT DISTINCT j.name, v.bpmn, j.draft_bpmn
              FROM journey j
              LEFT JOIN journey_version v ON v.journey_key = j.key AND j.state IN ('live', 'paused')
             WHERE position(:word IN v.bpmn) > 0 OR position(:word IN j.draft_bpmn) > 0
            """)
        .param("word", ("mart." + name).getBytes(StandardCharsets.UTF_8))
        .query(
            (row, number) ->
                speaksOf(row.getBytes("bpmn"), name) || speaksOf(row.getBytes("draft_bpmn"), name)
                    ? row.getString("name")
                    : "")
        .list()
        .stream()
        .filter(journey -> !journey.isEmpty())
        .distinct()
        .map(journey -> "the journey '" + journey + "'")
        .collect(Collectors.toList());
  }

  private static boolean speaksOf(byte @Nullable [] bpmn, String name) {
    return bpmn != null
        && new String(bpmn, StandardCharsets.UTF_8)
            .matches("(?s).*\\bmart\\." + name + "(?![a-z0-9_]).*");
  }
}
