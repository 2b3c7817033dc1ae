package io.relance.datamart;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table.
 *
 * @param refersTo the table whose rows' keys its values are, so that one may ask for their columns
 */
public record Column(
    String name, ColumnType type, Map<String, String> labels, @Nullable String refersTo) {

  /** What every row is called in its source; may be asked for like the columns of the user. */
  static final Column KEY = new Column("key", ColumnType.TEXT, Map.of());

  public Column {
    labels = Map.copyOf(labels);
  }

  public Column(String name, ColumnType type, Map<String, String> labels) {
    this(name, type, labels, null);
  }

  /** What it is called in this language; its name where it has no label. */
  public String label(String language) {
    return labels.getOrDefault(language, name);
  }
}
