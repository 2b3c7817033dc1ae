package io.relance.datamart;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table that a user declared.
 *
 * @param link what a row belongs to
 * @param parent the table that its rows belong to, when {@code link} is {@code TABLE}
 * @param time the column that says when a row happened; windows look at it
 */
public record Table(
    String name,
    Map<String, String> labels,
    List<Column> columns,
    Link link,
    @Nullable String parent,
    @Nullable String time) {

  public Table {
    labels = Map.copyOf(labels);
    columns = List.copyOf(columns);
  }

  public Table(
      String name, Map<String, String> labels, List<Column> columns, @Nullable String parent) {
    this(name, labels, columns, parent == null ? Link.CONTACT : Link.TABLE, parent, null);
  }

  /** The column of this name, the row's key included. */
  public Optional<Column> column(String wanted) {
    return wanted.equals(Column.KEY.name())
        ? Optional.of(Column.KEY)
        : columns.stream().filter(column -> column.name().equals(wanted)).findFirst();
  }

  /** The same table as if it had some of its columns only. */
  Table only(Set<String> names) {
    return new Table(
        name,
        labels,
        columns.stream().filter(column -> names.contains(column.name())).toList(),
        link,
        parent,
        time);
  }

  /** Whether its rows are those of contacts, directly or through another table. */
  public boolean ofContacts() {
    return link != Link.NONE;
  }

  /** What it is called in this language; its name where it has no label. */
  public String label(String language) {
    return labels.getOrDefault(language, name);
  }
}
