package io.relance.datamart;

import io.relance.core.Rejected;
import io.relance.datamart.NewRow.Refused;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The rows of users' tables: written in sets by their keys, and read. */
@Repository
public class TableRows {

  /** How many rows one request may tell. */
  public static final int MOST = 1_000;

  private final JdbcClient jdbc;
  private final Catalogue catalogue;

  TableRows(JdbcClient jdbc, Catalogue catalogue) {
    this.jdbc = jdbc;
    this.catalogue = catalogue;
  }

  /** What became of the rows of one request. */
  public record Written(int created, int changed, int unchanged, List<Refused> refused) {

    Written and(Written more) {
      List<Refused> all = new ArrayList<>(refused);
      all.addAll(more.refused);
      return new Written(
          created + more.created, changed + more.changed, unchanged + more.unchanged, all);
    }
  }

  /**
   * Stores the rows, each as a whole: what a row leaves out is empty. Each bad one is refused by
   * itself; of several with one key the last counts.
   */
  @Transactional
  public Written write(
      Table table, List<Map<String, @Nullable Object>> given, boolean cells, int first) {
    List<Refused> refused = new ArrayList<>();
    Map<String, NewRow> byKey = new TreeMap<>();
    for (int i = 0; i < given.size(); i++) {
      NewRow.of(table, first + i, given.get(i), cells, refused)
          .ifPresent(row -> byKey.put(row.key(), row));
    }
    List<NewRow> rows = new ArrayList<>();
    Map<NewRow, Owner> owners = owners(table, byKey.values());
    for (NewRow row : byKey.values()) {
      if (owners.containsKey(row)) {
        rows.add(row);
      } else if (row.contact() != null) {
        refused.add(
            Refused.of(row.place(), row.key(), "contact", Refusal.NO_CONTACT, row.contact()));
      } else {
        refused.add(
            Refused.of(
                row.place(),
                row.key(),
                "parent",
                Refusal.NO_PARENT,
                Objects.requireNonNullElse(row.parent(), "")));
      }
    }
    return write(table, rows, owners, refused);
  }

  /**
   * Stores what events say of rows, in the running transaction: the columns that the table is
   * narrowed to; the others stay as they are. Whose they are is known, where rows belong to
   * contacts.
   *
   * @param contact the id of the contact, by a row's place
   */
  Written write(Table narrowed, Collection<NewRow> given, IntFunction<@Nullable Long> contact) {
    List<Refused> refused = new ArrayList<>();
    Map<String, NewRow> byKey = new TreeMap<>();
    given.forEach(row -> byKey.put(row.key(), row));
    Map<NewRow, Owner> owners = new HashMap<>();
    if (narrowed.link() == Link.CONTACT) {
      byKey.values().forEach(row -> owners.put(row, new Owner(contact.apply(row.place()), null)));
    } else {
      owners.putAll(owners(narrowed, byKey.values()));
    }
    List<NewRow> rows = new ArrayList<>();
    for (NewRow row : byKey.values()) {
      if (owners.containsKey(row)) {
        rows.add(row);
      } else {
        refused.add(
            Refused.of(
                row.place(),
                row.key(),
                "parent",
                Refusal.NO_PARENT,
                Objects.requireNonNullElse(row.parent(), "")));
      }
    }
    return write(narrowed, rows, owners, refused);
  }

  private Written write(
      Table table, List<NewRow> rows, Map<NewRow, Owner> owners, List<Refused> refused) {
    refused.sort(Comparator.comparingInt(Refused::place));
    if (rows.isEmpty()) {
      return new Written(0, 0, 0, refused);
    }
    List<Boolean> created = upsert(table, rows, owners);
    follow(table, rows);
    int fresh = (int) created.stream().filter(one -> one).count();
    return new Written(fresh, created.size() - fresh, rows.size() - created.size(), refused);
  }

  /** Whom and what a row belongs to. */
  private record Owner(@Nullable Long contact, @Nullable Long parent) {

    static final Owner NOBODY = new Owner(null, null);
  }

  /** The owners of the rows that have one, kept from vanishing until the rows are stored. */
  private Map<NewRow, Owner> owners(Table table, Collection<NewRow> rows) {
    Map<NewRow, Owner> owners = new HashMap<>();
    if (table.link() == Link.NONE) {
      rows.forEach(row -> owners.put(row, Owner.NOBODY));
    } else if (table.parent() == null) {
      Map<String, Owner> found = new HashMap<>();
      jdbc.sql(
              """
              SELECT n.external_id, c.id
                FROM contact_name n
                JOIN contact c ON c.id = n.contact_id
               WHERE n.external_id = ANY (:names)
               ORDER BY c.id
                 FOR KEY SHARE OF c
              """)
          .param("names", words(rows, NewRow::contact))
          .query(
              row -> {
                found.put(row.getString(1), new Owner(row.getLong(2), null));
              });
      rows.stream()
          .filter(row -> found.containsKey(row.contact()))
          .forEach(row -> owners.put(row, found.getOrDefault(row.contact(), Owner.NOBODY)));
    } else {
      Map<String, Owner> found = parents(table.parent(), rows);
      rows.stream()
          .filter(row -> found.containsKey(row.parent()))
          .forEach(row -> owners.put(row, found.getOrDefault(row.parent(), Owner.NOBODY)));
    }
    return owners;
  }

  private Map<String, Owner> parents(String parent, Collection<NewRow> rows) {
    Map<String, Owner> found = new HashMap<>();
    Sql sql =
        Sql.of(
            "SELECT key, id, contact_id FROM mart.{} WHERE key = ANY ({}) ORDER BY id FOR KEY SHARE",
            id(parent),
            words(rows, NewRow::parent));
    query(sql)
        .query(
            row -> {
              found.put(row.getString(1), new Owner(row.getObject(3, Long.class), row.getLong(2)));
            });
    return found;
  }

  /** True for each row that was created, false for each that was changed. */
  private List<Boolean> upsert(Table table, List<NewRow> rows, Map<NewRow, Owner> owners) {
    List<Sql> names = new ArrayList<>();
    List<Sql> arrays = new ArrayList<>();
    names.add(Sql.of("contact_id"));
    arrays.add(
        Sql.of("{}::bigint[]", (Object) words(rows, row -> text(owner(owners, row).contact()))));
    if (table.parent() != null) {
      names.add(Sql.of("parent_id"));
      arrays.add(
          Sql.of("{}::bigint[]", (Object) words(rows, row -> text(owner(owners, row).parent()))));
    }
    for (Column column : table.columns()) {
      names.add(id(column.name()));
      arrays.add(
          Sql.of(
              "{}::{}[]",
              words(rows, row -> text(row.values().get(column.name()))),
              Sql.type(column.type())));
    }
    Sql columns = Sql.join(names, ", ");
    Sql old = Sql.join(names.stream().map(name -> Sql.of("old.{}", name)).toList(), ", ");
    Sql fresh = Sql.join(names.stream().map(name -> Sql.of("excluded.{}", name)).toList(), ", ");
    Sql sql =
        Sql.of(
            """
            INSERT INTO mart.{} AS old (key, {})
            SELECT * FROM unnest({}::text[], {})
                ON CONFLICT (key) DO UPDATE SET ({}) = ROW ({})
             WHERE ROW ({}) IS DISTINCT FROM ROW ({})
            RETURNING old.xmax = 0
            """,
            id(table.name()),
            columns,
            words(rows, NewRow::key),
            Sql.join(arrays, ", "),
            columns,
            fresh,
            old,
            fresh);
    return query(sql).query(Boolean.class).list();
  }

  private static Owner owner(Map<NewRow, Owner> owners, NewRow row) {
    return owners.getOrDefault(row, Owner.NOBODY);
  }

  /** Rows that belong to these belong to their contacts, which may be others now. */
  private void follow(Table table, List<NewRow> rows) {
    List<Table> tables = catalogue.tables();
    Sql changed =
        Sql.of(
            "SELECT id, contact_id FROM mart.{} WHERE key = ANY ({})",
            id(table.name()),
            words(rows, NewRow::key));
    follow(tables, table.name(), changed);
  }

  private void follow(List<Table> tables, String parent, Sql changed) {
    for (Table child : tables) {
      if (parent.equals(child.parent())) {
        query(
                Sql.of(
                    """
                    UPDATE mart.{} child SET contact_id = parent.contact_id
                      FROM ({}) parent
                     WHERE child.parent_id = parent.id
                       AND child.contact_id IS DISTINCT FROM parent.contact_id
                    """,
                    id(child.name()),
                    changed))
            .update();
        follow(
            tables,
            child.name(),
            Sql.of(
                "SELECT id, contact_id FROM mart.{} WHERE parent_id IN (SELECT id FROM ({}) above)",
                id(child.name()),
                changed));
      }
    }
  }

  /** Removes a row, and those that belong to it; answers whether it was there. */
  @Transactional
  boolean remove(Table table, String key) {
    return query(Sql.of("DELETE FROM mart.{} WHERE key = {}", id(table.name()), key)).update() > 0;
  }

  /** Some rows, newest first, and where the older ones begin. */
  public record Page(List<Map<String, @Nullable Object>> items, @Nullable String next) {}

  /**
   * The rows of a table, or those of one contact.
   *
   * @param cursor where to go on, as a page before said
   */
  Page read(Table table, @Nullable Long contact, @Nullable String cursor, int limit) {
    Sql of = contact == null ? Sql.of("true") : Sql.of("r.contact_id = {}", contact);
    List<Map<String, @Nullable Object>> found =
        select(
            table,
            Sql.of(
                "{} AND r.id < {} ORDER BY r.id DESC LIMIT {}", of, position(cursor), limit + 1));
    String next = null;
    List<Map<String, @Nullable Object>> page = found;
    if (found.size() > limit) {
      page = found.subList(0, limit);
      next = String.valueOf(page.get(limit - 1).get(ID));
    }
    page.forEach(row -> row.remove(ID));
    return new Page(page, next);
  }

  Optional<Map<String, @Nullable Object>> one(Table table, String key) {
    List<Map<String, @Nullable Object>> found = select(table, Sql.of("r.key = {}", key));
    found.forEach(row -> row.remove(ID));
    return found.stream().findFirst();
  }

  private static final String ID = " id";

  private List<Map<String, @Nullable Object>> select(Table table, Sql where) {
    List<Sql> columns =
        new ArrayList<>(List.of(Sql.of("r.id"), Sql.of("r.key"), Sql.of("c.external_id")));
    columns.add(table.parent() == null ? Sql.of("NULL") : Sql.of("p.key"));
    table.columns().forEach(column -> columns.add(Sql.of("r.{}", id(column.name()))));
    Sql parent =
        table.parent() == null
            ? Sql.of("")
            : Sql.of("LEFT JOIN mart.{} p ON p.id = r.parent_id", id(table.parent()));
    return query(
            Sql.of(
                "SELECT {} FROM mart.{} r LEFT JOIN contact c ON c.id = r.contact_id {} WHERE {}",
                Sql.join(columns, ", "),
                id(table.name()),
                parent,
                where))
        .query(
            (row, number) -> {
              Map<String, @Nullable Object> read = new LinkedHashMap<>();
              read.put(ID, row.getLong(1));
              read.put("key", row.getString(2));
              if (table.ofContacts()) {
                read.put("contact", row.getString(3));
              }
              if (table.parent() != null) {
                read.put("parent", row.getString(4));
              }
              for (int i = 0; i < table.columns().size(); i++) {
                Column column = table.columns().get(i);
                read.put(column.name(), Cells.read(row, i + 5, column.type()));
              }
              return read;
            })
        .list();
  }

  private static long position(@Nullable String cursor) {
    if (cursor == null || cursor.isEmpty()) {
      return Long.MAX_VALUE;
    }
    try {
      return Long.parseLong(cursor);
    } catch (NumberFormatException e) {
      throw new Rejected(
          400, "bad-cursor", "This is no cursor of this list; begin again without one.");
    }
  }

  private JdbcClient.StatementSpec query(Sql sql) {
    return jdbc.sql(sql.text()).params(sql.parameters());
  }

  private static Sql id(String name) {
    return Sql.name(new Name(name));
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private static @Nullable String[] words(
      Collection<NewRow> rows, Function<NewRow, @Nullable String> word) {
    return rows.stream().map(word).toArray(String[]::new);
  }
}
