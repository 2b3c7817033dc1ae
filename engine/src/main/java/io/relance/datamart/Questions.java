package io.relance.datamart;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compiles what is asked about the tables to SQL, as they were declared when it was made and at the
 * time that it was then.
 */
public final class Questions {

  private final Map<String, Table> tables = new LinkedHashMap<>();
  private final Map<String, Aggregate> aggregates = new LinkedHashMap<>();
  private final ContactValues fields;
  private final Moment moment;

  Questions(
      Collection<Table> tables,
      Collection<Aggregate> aggregates,
      ContactValues fields,
      Moment moment) {
    tables.forEach(table -> this.tables.put(table.name(), table));
    aggregates.forEach(aggregate -> this.aggregates.put(aggregate.name(), aggregate));
    this.fields = fields;
    this.moment = moment;
  }

  /** The table of this name. */
  public Optional<Table> find(String table) {
    return Optional.ofNullable(tables.get(table));
  }

  /** The column that a path from a table leads to, such as {@code orders.shop}. */
  public Optional<Column> column(String table, String path) {
    try {
      return Optional.of(new From(table(table)).resolve(path).column());
    } catch (NoSuchColumn e) {
      return Optional.empty();
    }
  }

  /** Everything that can be asked for from a table, by its path. */
  public Map<String, Column> paths(String table) {
    Map<String, Column> paths = new LinkedHashMap<>();
    addPaths(table(table), "", 1, paths);
    return paths;
  }

  private void addPaths(Table at, String before, int depth, Map<String, Column> paths) {
    paths.put(before + Column.KEY.name(), Column.KEY);
    at.columns().forEach(column -> paths.put(before + column.name(), column));
    if (depth < From.DEEPEST - 1) {
      if (at.parent() != null) {
        addPaths(table(at.parent()), before + at.parent() + ".", depth + 1, paths);
      }
      for (Column column : at.columns()) {
        if (column.refersTo() != null) {
          addPaths(table(column.refersTo()), before + column.name() + ".", depth + 1, paths);
        }
      }
    }
  }

  /** What the values of an aggregate are. */
  public ColumnType type(Aggregate aggregate) {
    return aggregate.column() == null
        ? ColumnType.NUMBER
        : aggregate
            .function()
            .of(column(aggregate.table(), aggregate.column()).orElseThrow().type());
  }

  /**
   * A scalar expression: the aggregate for one contact.
   *
   * @param contact an expression for the contact's id, such as {@code c.id}
   */
  public Sql value(Aggregate aggregate, Sql contact) {
    From from = new From(table(aggregate.table()));
    Sql value = expression(aggregate, from);
    return Sql.of(
        "(SELECT {} FROM {} WHERE mart_row.contact_id = {} AND {})",
        value,
        from.sql(conditions(from, aggregate.filters(), aggregate.days())),
        contact,
        from.conditions());
  }

  /**
   * A relation {@code (contact_id, value)} of all contacts who have rows; the others have zero or
   * nothing, see {@link #ofNone}.
   */
  public Sql values(Aggregate aggregate) {
    return grouped(aggregate, Sql.of("mart_row.contact_id IS NOT NULL"));
  }

  /** The same relation for these contacts only. */
  public Sql values(Aggregate aggregate, Collection<Long> contacts) {
    return grouped(
        aggregate,
        Sql.of("mart_row.contact_id = ANY ({})", (Object) contacts.toArray(Long[]::new)));
  }

  /** Whether a contact without rows has zero; the value is unknown otherwise. */
  public static boolean ofNone(Aggregate aggregate) {
    return aggregate.function().zeroOfNone();
  }

  private Sql grouped(Aggregate aggregate, Sql whose) {
    From from = new From(table(aggregate.table()));
    Sql value = expression(aggregate, from);
    return Sql.of(
        "SELECT mart_row.contact_id, {} AS value FROM {} WHERE {} AND {} GROUP BY mart_row.contact_id",
        value,
        from.sql(conditions(from, aggregate.filters(), aggregate.days())),
        whose,
        from.conditions());
  }

  /** The ids of the contacts of the rows that are meant, once for each row. */
  public Sql rows(String table, List<Filter> filters, @Nullable Integer days) {
    From from = new From(table(table));
    return Sql.of(
        "SELECT mart_row.contact_id FROM {} WHERE mart_row.contact_id IS NOT NULL AND {}",
        from.sql(conditions(from, filters, days)),
        from.conditions());
  }

  /** A scalar expression: how many such rows a contact has. */
  public Sql count(String table, List<Filter> filters, @Nullable Integer days, Sql contact) {
    From from = new From(table(table));
    return Sql.of(
        "(SELECT count(*) FROM {} WHERE mart_row.contact_id = {} AND {})",
        from.sql(conditions(from, filters, days)),
        contact,
        from.conditions());
  }

  /** Whether a contact has such a row. */
  public Sql exists(String table, List<Filter> filters, @Nullable Integer days, Sql contact) {
    From from = new From(table(table));
    return Sql.of(
        "EXISTS (SELECT 1 FROM {} WHERE mart_row.contact_id = {} AND {})",
        from.sql(conditions(from, filters, days)),
        contact,
        from.conditions());
  }

  /**
   * A scalar expression: whether a formula holds for one contact; null where a value is missing.
   *
   * @param contact an expression for the contact's id, such as {@code c.id}
   */
  public Sql value(Formula formula, Sql contact) {
    return Sql.of(
        "(SELECT {} FROM contact mart_contact WHERE mart_contact.id = {})",
        truth(formula.rule()),
        contact);
  }

  /** One row for each of these contacts: the id, the aggregates, then the formulas. */
  Sql values(
      Collection<Long> contacts, Collection<Aggregate> wanted, Collection<Formula> formulas) {
    List<Sql> columns = new ArrayList<>(List.of(Sql.of("mart_contact.id")));
    wanted.forEach(aggregate -> columns.add(value(aggregate, Sql.of("mart_contact.id"))));
    formulas.forEach(formula -> columns.add(truth(formula.rule())));
    return Sql.of(
        "SELECT {} FROM contact mart_contact WHERE mart_contact.id = ANY ({})",
        Sql.join(columns, ", "),
        contacts.toArray(Long[]::new));
  }

  /** What a rule's value is: of an aggregate or of a field of the contact. */
  Optional<ColumnType> typeOf(String value) {
    return value.startsWith(Rule.CONTACT)
        ? fields.type(value.substring(Rule.CONTACT.length()))
        : Optional.ofNullable(aggregates.get(value)).map(this::type);
  }

  private Sql truth(Rule rule) {
    if (rule.all() != null || rule.any() != null) {
      List<Sql> parts = rule.parts().map(part -> Sql.of("({})", truth(part))).toList();
      return rule.all() != null ? Sql.join(parts, " AND ") : Sql.join(parts, " OR ");
    }
    String value = String.valueOf(rule.value());
    Operator operator = Operator.of(String.valueOf(rule.operator())).orElse(Operator.PRESENT);
    Object to = rule.to() == null ? true : rule.to();
    ColumnType type = typeOf(value).orElse(null);
    if (type == null || operator.problem(type, to) != null) {
      // a field that is no longer there, or of another kind now
      return Sql.of("NULL::boolean");
    }
    Sql subject =
        value.startsWith(Rule.CONTACT)
            ? fields.sql(value.substring(Rule.CONTACT.length()))
            : value(Objects.requireNonNull(aggregates.get(value)), Sql.of("mart_contact.id"));
    Sql condition = operator.condition(subject, type, to, moment);
    return operator == Operator.PRESENT || operator == Operator.ABSENT
        ? condition
        : Sql.of("CASE WHEN {} IS NOT NULL THEN {} END", subject, condition);
  }

  /** Whether an aggregate reads this table, or this column of it. */
  boolean touches(Aggregate aggregate, String table, @Nullable String column) {
    List<String> paths = new ArrayList<>();
    aggregate.filters().forEach(filter -> paths.add(filter.column()));
    if (aggregate.column() != null) {
      paths.add(aggregate.column());
    }
    if (aggregate.days() != null || aggregate.function() == Function.LAST) {
      time(aggregate.table()).ifPresent(paths::add);
    }
    return (column == null && aggregate.table().equals(table))
        || paths.stream().anyMatch(path -> leadsOver(aggregate.table(), path, table, column));
  }

  private boolean leadsOver(String from, String path, String table, @Nullable String column) {
    From walk = new From(table(from));
    Table at = walk.table;
    for (String name : path.split("\\.", -1)) {
      if (at.name().equals(table) && (column == null || column.equals(name))) {
        return true;
      }
      if (name.equals(at.parent())
          || at.columns().stream()
              .anyMatch(one -> one.name().equals(name) && one.refersTo() != null)) {
        at = walk.follow(at, name);
      }
    }
    return false;
  }

  private Sql expression(Aggregate aggregate, From from) {
    if (aggregate.column() == null) {
      return Sql.of("count(*)");
    }
    Sql column = from.resolve(aggregate.column()).sql();
    return switch (aggregate.function()) {
      case COUNT -> Sql.of("count({})", column);
      case SUM -> Sql.of("coalesce(sum({}), 0)", column);
      case AVG -> Sql.of("round(avg({}), 4)", column);
      case MIN -> Sql.of("min({})", column);
      case MAX -> Sql.of("max({})", column);
      case FAVOURITE -> Sql.of("mode() WITHIN GROUP (ORDER BY {})", column);
      case LAST ->
          Sql.of(
              "(array_agg({} ORDER BY {} DESC NULLS LAST, mart_row.id DESC) FILTER (WHERE {} IS NOT NULL))[1]",
              column,
              from.time().map(Resolved::sql).orElse(Sql.of("mart_row.id")),
              column);
    };
  }

  private List<Sql> conditions(From from, List<Filter> filters, @Nullable Integer days) {
    List<Sql> conditions = new ArrayList<>();
    for (Filter filter : filters) {
      Resolved column = from.resolve(filter.column());
      conditions.add(
          filter
              .operator()
              .condition(column.sql(), column.column().type(), filter.value(), moment));
    }
    if (days != null) {
      Resolved time =
          from.time().orElseThrow(() -> new NoSuchColumn("no time column: " + from.table.name()));
      conditions.add(moment.lately(time.sql(), time.column().type(), days));
    }
    return conditions;
  }

  private Table table(String name) {
    Table table = tables.get(name);
    if (table == null) {
      throw new NoSuchColumn("no table: " + name);
    }
    return table;
  }

  /** The path to the column that says when a row happened: of the table, or of one above it. */
  public Optional<String> time(String table) {
    return time(table(table), "");
  }

  private Optional<String> time(Table table, String path) {
    if (table.time() != null) {
      return Optional.of(path + table.time());
    }
    return table.parent() == null
        ? Optional.empty()
        : time(table(table.parent()), path + table.parent() + ".");
  }

  private record Resolved(Column column, Sql sql) {}

  /** A table or column that is not there (any more). */
  static final class NoSuchColumn extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    NoSuchColumn(String message) {
      super(message);
    }
  }

  /** A table and those that paths lead to from it, each joined once. */
  private final class From {

    private static final int DEEPEST = 4;

    private final Table table;
    private final Map<String, Sql> aliases = new LinkedHashMap<>();
    private final List<Sql> joins = new ArrayList<>();
    private Sql conditions = Sql.of("true");

    From(Table table) {
      this.table = table;
    }

    Resolved resolve(String path) {
      String[] names = path.split("\\.", -1);
      if (names.length > DEEPEST) {
        throw new NoSuchColumn("too long a path: " + path);
      }
      Table at = table;
      Sql alias = Sql.of("mart_row");
      StringBuilder walked = new StringBuilder();
      for (int i = 0; i < names.length - 1; i++) {
        walked.append(names[i]).append('.');
        Table next = follow(at, names[i]);
        alias = join(walked.toString(), at, alias, names[i], next);
        at = next;
      }
      String last = names[names.length - 1];
      Column column = at.column(last).orElseThrow(() -> new NoSuchColumn("no column: " + path));
      return new Resolved(column, Sql.of("{}.{}", alias, Sql.name(new Name(column.name()))));
    }

    Optional<Resolved> time() {
      return Questions.this.time(table.name()).map(this::resolve);
    }

    private Table follow(Table from, String link) {
      if (link.equals(from.parent())) {
        return table(link);
      }
      return from.columns().stream()
          .filter(column -> column.name().equals(link))
          .map(Column::refersTo)
          .filter(referred -> referred != null)
          .findFirst()
          .map(Questions.this::table)
          .orElseThrow(() -> new NoSuchColumn("no link: " + link));
    }

    private Sql join(String path, Table from, Sql fromAlias, String link, Table to) {
      Sql known = aliases.get(path);
      if (known != null) {
        return known;
      }
      Sql alias = Sql.name(new Name("mart_" + (aliases.size() + 1)));
      boolean up = link.equals(from.parent());
      Sql on =
          up
              ? Sql.of("{}.id = {}.parent_id", alias, fromAlias)
              : Sql.of("{}.key = {}.{}", alias, fromAlias, Sql.name(new Name(link)));
      joins.add(Sql.of(" LEFT JOIN mart.{} {} ON {}", Sql.name(new Name(to.name())), alias, on));
      aliases.put(path, alias);
      return alias;
    }

    /** The tables; every path has been resolved by now, those of these conditions included. */
    Sql sql(List<Sql> wanted) {
      conditions = Sql.all(wanted);
      return Sql.of("mart.{} mart_row{}", Sql.name(new Name(table.name())), Sql.join(joins, ""));
    }

    Sql conditions() {
      return conditions;
    }
  }
}
