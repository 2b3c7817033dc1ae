package io.relance.datamart;

import io.relance.core.Audited;
import io.relance.core.Rejected;
import io.relance.datamart.Uses.Part;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Declares tables and columns: in the catalogue and, in the same transaction, in PostgreSQL. */
@Repository
public class Tables {

  static final int MOST_TABLES = 50;

  /** So many rows are counted; of more it is only said about how many they are. */
  static final int COUNTED = 5_000;

  private final JdbcClient jdbc;
  private final Catalogue catalogue;
  private final InUse inUse;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  Tables(
      JdbcClient jdbc,
      Catalogue catalogue,
      InUse inUse,
      ApplicationEventPublisher events,
      Clock clock) {
    this.jdbc = jdbc;
    this.catalogue = catalogue;
    this.inUse = inUse;
    this.events = events;
    this.clock = clock;
  }

  /** The table of this name, or a refusal that says there is none. */
  public Table named(String name) {
    return catalogue.table(name).orElseThrow(() -> unknown(name));
  }

  static Rejected unknown(String name) {
    return new Rejected(404, "table-not-found", "There is no table '" + name + "'.");
  }

  /** Declares a table. */
  @Transactional
  public Table create(NewTable wanted) {
    catalogue.oneAtATime();
    Map<String, Table> tables = byName();
    Complaints complaints = new Complaints();
    Table table = wanted.check(tables, complaints);
    complaints.refuse("table-invalid", "The table");
    if (tables.containsKey(table.name())) {
      throw new Rejected(
              409,
              "table-exists",
              "There is a table '" + table.name() + "' already; take another name.")
          .with("name", "is taken");
    }
    if (tables.size() >= MOST_TABLES) {
      throw new Rejected(
          422,
          "too-many-tables",
          "There are " + MOST_TABLES + " tables already; remove one that nobody needs.");
    }
    note(table);
    run(definition(table));
    indexes(table).forEach(this::run);
    events.publishEvent(new Audited("table.created", table.name()));
    return table;
  }

  /** Gives a table other labels, or another column that says when its rows happened. */
  @Transactional
  public Table change(
      String name, @Nullable Map<String, @Nullable String> labels, @Nullable String time) {
    catalogue.oneAtATime();
    Table before = named(name);
    Complaints complaints = new Complaints();
    Map<String, String> checked =
        labels == null ? before.labels() : complaints.labels("labels", labels);
    String column = time == null ? before.time() : time.isBlank() ? null : time.strip();
    if (column != null && before.column(column).filter(one -> one.type().isTime()).isEmpty()) {
      complaints.add("time", "must be one of the columns, of type date or instant");
    }
    complaints.refuse("table-invalid", "The change of '" + name + "'");
    Table after =
        new Table(name, checked, before.columns(), before.link(), before.parent(), column);
    if (!Objects.equals(before.time(), column)) {
      if (column == null) {
        refuseIfWindowed(name);
      }
      run(Sql.of("DROP INDEX IF EXISTS mart.{}", index(name, "contact")));
      indexes(after).stream().limit(1).forEach(this::run);
    }
    jdbc.sql(
            "UPDATE mart_table SET labels = :labels::jsonb, time_column = :time WHERE name = :name")
        .param("labels", catalogue.json(checked))
        .param("time", column)
        .param("name", name)
        .update();
    events.publishEvent(new Audited("table.changed", name));
    return after;
  }

  /** Adds an empty column. */
  @Transactional
  public Table add(String name, NewColumn wanted) {
    catalogue.oneAtATime();
    Table table = named(name);
    Complaints complaints = new Complaints();
    Column column = wanted.check("", byName(), complaints);
    complaints.refuse("column-invalid", "The column");
    if (table.column(column.name()).isPresent()) {
      throw new Rejected(
              409,
              "column-exists",
              "The table '%s' has a column '%s' already; take another name."
                  .formatted(name, column.name()))
          .with("name", "is taken");
    }
    if (table.columns().size() >= NewTable.MOST_COLUMNS) {
      throw new Rejected(
          422,
          "too-many-columns",
          "The table '%s' has %d columns already; remove one that nobody needs."
              .formatted(name, NewTable.MOST_COLUMNS));
    }
    run(
        Sql.of(
            "ALTER TABLE mart.{} ADD COLUMN {} {}",
            id(name),
            id(column.name()),
            Sql.type(column.type())));
    note(name, column, nextPosition(name));
    events.publishEvent(new Audited("column.added", name + "." + column.name()));
    return named(name);
  }

  /** Removes a column with its values, unless something uses it. */
  @Transactional
  public Table remove(String name, String column) {
    catalogue.oneAtATime();
    Table table = named(name);
    if (table.columns().stream().noneMatch(one -> one.name().equals(column))) {
      throw new Rejected(
          404, "column-not-found", "The table '%s' has no column '%s'.".formatted(name, column));
    }
    List<String> places = new ArrayList<>(inUse.of(new Part.Of(name, column)));
    if (column.equals(table.time())) {
      places.add("the table itself, as the time of its rows");
    }
    InUse.refuse("column-in-use", "The column '" + name + "." + column + "'", places);
    jdbc.sql("DELETE FROM mart_column WHERE table_name = :table AND name = :column")
        .param("table", name)
        .param("column", column)
        .update();
    run(Sql.of("ALTER TABLE mart.{} DROP COLUMN {}", id(name), id(column)));
    events.publishEvent(new Audited("column.removed", name + "." + column));
    return named(name);
  }

  /**
   * Removes a table, unless something uses it.
   *
   * @param withRows whether its rows may go as well; one that has rows is kept otherwise
   */
  @Transactional
  public void drop(String name, boolean withRows) {
    catalogue.oneAtATime();
    named(name);
    InUse.refuse("table-in-use", "The table '" + name + "'", inUse.of(new Part.Of(name, null)));
    long rows = count(name);
    if (rows > 0 && !withRows) {
      throw new Rejected(
          409,
          "table-not-empty",
          "The table '%s' holds %d rows, which would be lost. Nothing was removed; ask again with withRows=true."
              .formatted(name, rows));
    }
    run(Sql.of("DROP TABLE mart.{}", id(name)));
    jdbc.sql("DELETE FROM mart_table WHERE name = :name").param("name", name).update();
    events.publishEvent(new Audited("table.dropped", name, Map.of("rows", Long.toString(rows))));
  }

  /**
   * About how many rows a table has: counted as long as that is quick, and what PostgreSQL thinks
   * of a larger one.
   */
  Size size(String name) {
    long estimate =
        jdbc.sql(
                """
                SELECT CAST(greatest(c.reltuples, 0) AS bigint)
                  FROM pg_class c
                 WHERE c.relnamespace = 'mart'::regnamespace AND c.relname = :name
                """)
            .param("name", name)
            .query(Long.class)
            .single();
    if (estimate > COUNTED) {
      return new Size(estimate, true);
    }
    Sql some =
        Sql.of(
            "SELECT count(*) FROM (SELECT FROM mart.{} LIMIT {}) counted", id(name), COUNTED + 1);
    long rows = jdbc.sql(some.text()).params(some.parameters()).query(Long.class).single();
    return rows > COUNTED ? new Size(Math.max(rows - 1, estimate), true) : new Size(rows, false);
  }

  /** How many rows a table has; {@code about} where nobody counted. */
  public record Size(long rows, boolean about) {}

  /** How many rows a table has. */
  public long count(String name) {
    return jdbc.sql(Sql.of("SELECT count(*) FROM mart.{}", id(name)).text())
        .query(Long.class)
        .single();
  }

  private void refuseIfWindowed(String name) {
    List<String> places =
        catalogue.aggregates().stream()
            .filter(aggregate -> aggregate.table().equals(name) && aggregate.days() != null)
            .map(aggregate -> "the aggregate '" + aggregate.name() + "'")
            .toList();
    InUse.refuse("column-in-use", "The time column of '" + name + "'", places);
  }

  private Sql definition(Table table) {
    List<Sql> lines = new ArrayList<>();
    lines.add(Sql.of("id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY"));
    lines.add(Sql.of("key text NOT NULL UNIQUE"));
    // what a contact leaves here goes with the contact, whoever deletes it
    lines.add(Sql.of("contact_id bigint REFERENCES contact ON DELETE CASCADE"));
    if (table.parent() != null) {
      lines.add(
          Sql.of(
              "parent_id bigint NOT NULL REFERENCES mart.{} ON DELETE CASCADE",
              id(table.parent())));
    }
    for (Column column : table.columns()) {
      lines.add(Sql.of("{} {}", id(column.name()), Sql.type(column.type())));
    }
    return Sql.of("CREATE TABLE mart.{} ({})", id(table.name()), Sql.join(lines, ", "));
  }

  /** The one by contact first. */
  private static List<Sql> indexes(Table table) {
    List<Sql> indexes = new ArrayList<>();
    if (table.ofContacts()) {
      Sql columns =
          table.time() == null ? Sql.of("contact_id") : Sql.of("contact_id, {}", id(table.time()));
      indexes.add(
          Sql.of(
              "CREATE INDEX {} ON mart.{} ({})",
              index(table.name(), "contact"),
              id(table.name()),
              columns));
    }
    if (table.parent() != null) {
      indexes.add(
          Sql.of(
              "CREATE INDEX {} ON mart.{} (parent_id)",
              index(table.name(), "parent"),
              id(table.name())));
    }
    return indexes;
  }

  private static Sql index(String table, String what) {
    return id(table + "_by_" + what);
  }

  private static Sql id(String name) {
    return Sql.name(new Name(name));
  }

  private void note(Table table) {
    jdbc.sql(
            """
            INSERT INTO mart_table (name, labels, link, parent, time_column, created_at)
            VALUES (:name, :labels::jsonb, :link, :parent, :time, :now)
            """)
        .param("name", table.name())
        .param("labels", catalogue.json(table.labels()))
        .param("link", table.link().word())
        .param("parent", table.parent())
        .param("time", table.time())
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .update();
    for (int i = 0; i < table.columns().size(); i++) {
      note(table.name(), table.columns().get(i), i + 1);
    }
  }

  private void note(String table, Column column, int position) {
    jdbc.sql(
            """
            INSERT INTO mart_column (table_name, name, position, type, labels, refers_to)
            VALUES (:table, :name, :position, :type, :labels::jsonb, :refersTo)
            """)
        .param("table", table)
        .param("name", column.name())
        .param("position", position)
        .param("type", column.type().word())
        .param("labels", catalogue.json(column.labels()))
        .param("refersTo", column.refersTo())
        .update();
  }

  private int nextPosition(String table) {
    return jdbc.sql(
            "SELECT coalesce(max(position), 0) + 1 FROM mart_column WHERE table_name = :table")
        .param("table", table)
        .query(Integer.class)
        .single();
  }

  private void run(Sql statement) {
    try {
      jdbc.sql("SET LOCAL lock_timeout = '5s'").update();
      jdbc.sql(statement.text()).update();
    } catch (PessimisticLockingFailureException e) {
      throw new Rejected(
          409,
          "table-busy",
          "Rows of the table are being read or written at this moment. Nothing was changed; try again soon.");
    }
  }

  private Map<String, Table> byName() {
    Map<String, Table> tables = new LinkedHashMap<>();
    catalogue.tables().forEach(table -> tables.put(table.name(), table));
    return tables;
  }
}
