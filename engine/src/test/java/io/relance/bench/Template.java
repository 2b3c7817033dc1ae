package io.relance.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * All rows of one walk that really happened, whatever the engine, with places for the ids: the form
 * from which a million more are cast.
 */
final class Template {

  /** Contacts of cast walks have ids from here on. */
  static final long FIRST_CONTACT = 10_000_000;

  private static final String NODE_OF_CAST_IDS = "be4c00000000";

  private final List<String> ids;
  private final Map<String, Form> forms;
  private final String instance;

  private Template(List<String> ids, Map<String, Form> forms, String instance) {
    this.ids = ids;
    this.forms = forms;
    this.instance = instance;
  }

  /** The rows of one table. */
  record Form(String table, List<Column> columns, List<List<Cell>> rows) {}

  record Column(String name, String type, boolean key) {}

  /** A value: text and ids by turns; null for an absent one. */
  record Cell(List<Part> parts) {}

  /**
   * @param id which of the ids stands here; -1 for text, -2 for the contact
   */
  record Part(String text, int id) {}

  /** Reads the walk of a contact. */
  static Template of(JdbcClient jdbc, String instance, long contact) {
    Reading reading = new Reading(jdbc, instance, contact);
    return reading.read();
  }

  Collection<Form> forms() {
    return forms.values();
  }

  /** The form of the rows of a table. */
  Form form(String table) {
    Form form = forms.get(table);
    if (form == null) {
      throw new IllegalStateException("a walk has no rows in " + table);
    }
    return form;
  }

  /** The process instance that really walked. */
  String original() {
    return instance;
  }

  /** The process instance of the walk with this number. */
  String instance(long n) {
    return cast(ids.indexOf(instance), n);
  }

  static long contact(long n) {
    return FIRST_CONTACT + n;
  }

  /** The primary keys of the rows of a table, for the walk with this number. */
  List<String> keys(String table, long n) {
    Form form = form(table);
    int key = form.columns().stream().map(Column::key).toList().indexOf(true);
    return form.rows().stream().map(row -> text(row.get(key), n)).toList();
  }

  /** A value of the walk with this number, as PostgreSQL writes it. */
  String text(Cell cell, long n) {
    if (cell == null) {
      return null;
    }
    return cell.parts().stream()
        .map(
            part ->
                switch (part.id()) {
                  case -1 -> part.text();
                  case -2 -> Long.toString(contact(n));
                  default -> cast(part.id(), n);
                })
        .collect(Collectors.joining());
  }

  /** Ids of cast walks look like those of the engine, are as long, and grow like them. */
  private String cast(int id, long n) {
    String like = ids.get(id);
    String digits = Long.toHexString(n * ids.size() + id);
    return isUuid(like)
        ? "0".repeat(8 - digits.length()) + digits + like.substring(8, 24) + NODE_OF_CAST_IDS
        : "Z" + "0".repeat(width(like) - digits.length()) + digits;
  }

  private static boolean isUuid(String id) {
    return id.length() == 36;
  }

  private static int width(String like) {
    return Math.max(9, like.length() - 1);
  }

  /** SQL that casts the rows of one table for the walks from one number to another. */
  String insertInto(Form form) {
    String rows =
        form.rows().stream()
            .map(
                row -> {
                  List<String> cells = new ArrayList<>();
                  for (int i = 0; i < row.size(); i++) {
                    cells.add(sql(row.get(i), form.columns().get(i)));
                  }
                  return "(" + String.join(", ", cells) + ")";
                })
            .collect(Collectors.joining(",\n  "));
    return "INSERT INTO %s (%s)\nSELECT cast_rows.*\n  FROM generate_series(CAST(? AS bigint), CAST(? AS bigint)) k\n CROSS JOIN LATERAL (VALUES\n  %s) cast_rows"
        .formatted(
            form.table(),
            form.columns().stream().map(Column::name).collect(Collectors.joining(", ")),
            rows);
  }

  private String sql(Cell cell, Column column) {
    if (cell == null) {
      return "CAST(NULL AS " + column.type() + ")";
    }
    String text = cell.parts().stream().map(this::sql).collect(Collectors.joining(" || "));
    String value = "CAST(" + text + " AS " + column.type() + ")";
    // Real contacts did not all enter in the same instant.
    return column.name().equals("duedate_") ? value + " + k * interval '100 milliseconds'" : value;
  }

  private String sql(Part part) {
    if (part.id() == -1) {
      return "'" + part.text().replace("'", "''") + "'";
    }
    if (part.id() == -2) {
      return "CAST(" + FIRST_CONTACT + " + k AS text)";
    }
    String like = ids.get(part.id());
    String number = "to_hex(k * " + ids.size() + " + " + part.id() + ")";
    return isUuid(like)
        ? "lpad(%s, 8, '0') || '%s'".formatted(number, like.substring(8, 24) + NODE_OF_CAST_IDS)
        : "'Z' || lpad(%s, %d, '0')".formatted(number, width(like));
  }

  /** Finds the rows of a walk in tables that it need not know. */
  private static final class Reading {

    private final JdbcClient jdbc;
    private final String instance;
    private final long contact;
    private final Map<String, List<Column>> columns = new LinkedHashMap<>();
    private final Map<String, List<Map<String, String>>> rows = new LinkedHashMap<>();

    Reading(JdbcClient jdbc, String instance, long contact) {
      this.jdbc = jdbc;
      this.instance = instance;
      this.contact = contact;
    }

    private record Reference(String table, String field, String key) {}

    Template read() {
      tablesWithInstances().forEach((table, field) -> read(table, field, List.of(instance)));
      for (Reference child : children()) {
        read(child.table(), child.field(), keysOf(child.key()));
      }
      List<String> ids = ids();
      Map<String, Form> forms = new LinkedHashMap<>();
      rows.forEach(
          (table, found) ->
              forms.put(
                  table,
                  new Form(
                      table,
                      columns.get(table),
                      found.stream().map(row -> cells(table, row, ids)).toList())));
      return new Template(ids, forms, instance);
    }

    /** Every engine names the process instance in each table that has to do with one. */
    private Map<String, String> tablesWithInstances() {
      Map<String, String> tables = new LinkedHashMap<>();
      jdbc.sql(
              """
              SELECT c.relname, a.attname
                FROM pg_class c
                JOIN pg_attribute a ON a.attrelid = c.oid
               WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
                 AND a.attname IN ('proc_inst_id_', 'process_instance_id_', 'process_instance_id')
               ORDER BY c.relname
              """)
          .query(
              row -> {
                tables.put(row.getString(1), row.getString(2));
              });
      return tables;
    }

    private List<Reference> children() {
      return jdbc
          .sql(
              """
              SELECT child.relname AS table, a.attname AS field, parent.relname AS key
                FROM pg_constraint f
                JOIN pg_class child ON child.oid = f.conrelid
                JOIN pg_class parent ON parent.oid = f.confrelid
                JOIN pg_attribute a ON a.attrelid = child.oid AND a.attnum = f.conkey[1]
               WHERE f.contype = 'f' AND cardinality(f.conkey) = 1
                 AND parent.relname IN (:parents) AND child.relname NOT IN (:parents)
              """)
          .param("parents", rows.keySet())
          .query(Reference.class)
          .list()
          .stream()
          .filter(child -> !columns.containsKey(child.table()))
          .toList();
    }

    private List<String> keysOf(String table) {
      return columns.get(table).stream()
          .filter(Column::key)
          .flatMap(key -> rows.get(table).stream().map(row -> row.get(key.name())))
          .toList();
    }

    private void read(String table, String field, List<String> values) {
      List<Column> known =
          jdbc.sql(
                  """
                  SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
                         EXISTS (SELECT FROM pg_constraint k
                                  WHERE k.conrelid = a.attrelid AND k.contype = 'p' AND a.attnum = k.conkey[1]) AS key
                    FROM pg_attribute a
                   WHERE a.attrelid = CAST(:table AS regclass) AND a.attnum > 0 AND NOT a.attisdropped
                     AND a.attidentity = '' AND a.attgenerated = ''
                   ORDER BY a.attnum
                  """)
              .param("table", table)
              .query(Column.class)
              .list();
      List<Map<String, String>> found =
          jdbc.sql(
                  "SELECT * FROM "
                      + table
                      + " WHERE CAST("
                      + field
                      + " AS text) IN (:values) ORDER BY 1")
              .param("values", values)
              .query(
                  (row, number) -> {
                    Map<String, String> cells = new LinkedHashMap<>();
                    for (Column column : known) {
                      cells.put(column.name(), row.getString(column.name()));
                    }
                    return cells;
                  })
              .list();
      if (!found.isEmpty()) {
        columns.put(table, known);
        rows.put(table, found);
      }
    }

    /** What identifies this walk and its parts, and must be another for each walk that is cast. */
    private List<String> ids() {
      Set<String> ids = new LinkedHashSet<>();
      ids.add(instance);
      rows.forEach(
          (table, found) -> {
            for (Column column : columns.get(table)) {
              if (column.type().equals("uuid") || isText(column)) {
                for (Map<String, String> row : found) {
                  String value = row.get(column.name());
                  if (value != null && (column.key() || isActivityInstance(column))) {
                    ids.add(value.substring(value.lastIndexOf(':') + 1));
                  }
                }
              }
            }
          });
      return List.copyOf(ids);
    }

    private static boolean isActivityInstance(Column column) {
      return column.name().endsWith("act_inst_id_");
    }

    private static boolean isText(Column column) {
      return column.type().startsWith("character varying") || column.type().equals("text");
    }

    private List<Cell> cells(String table, Map<String, String> row, List<String> ids) {
      List<Cell> cells = new ArrayList<>();
      for (Column column : columns.get(table)) {
        String value = row.get(column.name());
        cells.add(value == null ? null : cell(column, value, ids));
      }
      return cells;
    }

    private Cell cell(Column column, String value, List<String> ids) {
      if (column.name().toLowerCase(Locale.ROOT).equals("contact_id")
          && value.equals(Long.toString(contact))) {
        return new Cell(List.of(new Part("", -2)));
      }
      if (value.equals(Diagram.businessKey(contact))) {
        return new Cell(List.of(new Part(Diagram.KEY + ":", -1), new Part("", -2)));
      }
      if (!isText(column) && !column.type().equals("uuid")) {
        return new Cell(List.of(new Part(value, -1)));
      }
      List<Part> parts = new ArrayList<>();
      Stream.of(value.split("(?<=:)|(?=:)", -1))
          .forEach(piece -> parts.add(new Part(piece, ids.indexOf(piece))));
      return new Cell(parts);
    }
  }
}
