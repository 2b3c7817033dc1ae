package io.relance.datamart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.relance.contact.ContactFields;
import io.relance.runtime.Zones;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The tables, aggregates and formulas that users declared. */
@Repository
public class Catalogue {

  private static final TypeReference<Map<String, String>> LABELS = new TypeReference<>() {};
  private static final TypeReference<List<Filter>> FILTERS = new TypeReference<>() {};

  private final JdbcClient jdbc;
  private final ObjectMapper json;
  private static final TypeReference<Rule> RULE = new TypeReference<>() {};

  private final ContactFields fields;
  private final Clock clock;
  private final Zones zones;

  Catalogue(JdbcClient jdbc, ObjectMapper json, ContactFields fields, Clock clock, Zones zones) {
    this.jdbc = jdbc;
    this.fields = fields;
    this.json = json;
    this.clock = clock;
    this.zones = zones;
  }

  /** All tables, by name. */
  public List<Table> tables() {
    Map<String, List<Column>> columns = new LinkedHashMap<>();
    jdbc.sql(
            "SELECT table_name, name, type, labels, refers_to FROM mart_column ORDER BY table_name, position")
        .query(
            row -> {
              columns
                  .computeIfAbsent(row.getString("table_name"), name -> new ArrayList<>())
                  .add(
                      new Column(
                          row.getString("name"),
                          ColumnType.ofStored(row.getString("type")),
                          read(row.getString("labels"), LABELS),
                          row.getString("refers_to")));
            });
    return jdbc.sql("SELECT name, labels, link, parent, time_column FROM mart_table ORDER BY name")
        .query(
            (row, number) ->
                new Table(
                    row.getString("name"),
                    read(row.getString("labels"), LABELS),
                    columns.getOrDefault(row.getString("name"), List.of()),
                    Link.ofStored(row.getString("link")),
                    row.getString("parent"),
                    row.getString("time_column")))
        .list();
  }

  public Optional<Table> table(String name) {
    return tables().stream().filter(table -> table.name().equals(name)).findFirst();
  }

  /** All aggregates, by name. */
  public List<Aggregate> aggregates() {
    return jdbc.sql(
            """
            SELECT name, labels, table_name, function, column_name, filters, days
              FROM mart_aggregate
             ORDER BY name
            """)
        .query(this::readAggregate)
        .list();
  }

  public Optional<Aggregate> aggregate(String name) {
    return aggregates().stream().filter(one -> one.name().equals(name)).findFirst();
  }

  /** All formulas, by name. */
  public List<Formula> formulas() {
    return jdbc.sql("SELECT name, labels, rule FROM mart_formula ORDER BY name")
        .query(
            (row, number) ->
                new Formula(
                    row.getString("name"),
                    read(row.getString("labels"), LABELS),
                    read(row.getString("rule"), RULE)))
        .list();
  }

  public Optional<Formula> formula(String name) {
    return formulas().stream().filter(one -> one.name().equals(name)).findFirst();
  }

  /** Questions about the tables as they are now, asked at this moment. */
  public Questions questions() {
    return questions(aggregates());
  }

  Questions questions(List<Aggregate> aggregates) {
    return new Questions(
        tables(),
        aggregates,
        new ContactValues(fields.all()),
        new Moment(clock.instant(), zones.of(null)));
  }

  private Aggregate readAggregate(ResultSet row, int number) throws SQLException {
    return new Aggregate(
        row.getString("name"),
        read(row.getString("labels"), LABELS),
        row.getString("table_name"),
        Function.ofStored(row.getString("function")),
        row.getString("column_name"),
        read(row.getString("filters"), FILTERS),
        row.getObject("days", Integer.class));
  }

  /** Declarations are rare; one after the other they cannot meet in the middle. */
  void oneAtATime() {
    jdbc.sql("SELECT pg_advisory_xact_lock(hashtext('relance.datamart'))")
        .query((row, number) -> true)
        .list();
  }

  /** A part of a declaration as the catalogue keeps it. */
  String json(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a declaration cannot be written as JSON", e);
    }
  }

  private <T> T read(String text, TypeReference<T> type) throws SQLException {
    try {
      return json.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new SQLException("the catalogue holds what is no JSON of its kind", e);
    }
  }
}
