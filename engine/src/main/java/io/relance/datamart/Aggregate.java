package io.relance.datamart;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One value about a contact out of the rows of a table, such as the average basket in shop A over
 * the last 90 days.
 *
 * @param column what is counted together; absent when rows are counted
 * @param days how far back it looks along the table's time column; absent for all rows
 */
public record Aggregate(
    String name,
    Map<String, String> labels,
    String table,
    Function function,
    @Nullable String column,
    List<Filter> filters,
    @Nullable Integer days) {

  public Aggregate {
    labels = Map.copyOf(labels);
    filters = List.copyOf(filters);
  }

  /** What it is called in this language; its name where it has no label. */
  public String label(String language) {
    return labels.getOrDefault(language, name);
  }
}
