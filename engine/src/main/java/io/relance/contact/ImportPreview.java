package io.relance.contact;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file as it would be read by what is chosen so far: what was found, and what becomes of its
 * first rows.
 *
 * @param choices all choices, those that were made for the caller too, by the names of the
 *     parameters
 * @param plan how its rows are read by that
 * @param problems why it cannot be read like this; none when it can
 */
record ImportPreview(
    String encoding,
    String delimiter,
    String quoting,
    boolean header,
    List<Column> columns,
    List<Row> rows,
    List<Complaint> problems,
    Map<String, String> choices,
    @JsonIgnore ImportPlan plan) {

  /**
   * A column of the file.
   *
   * @param field what it fills; null when it is left out
   * @param isNew whether that field is made by the import
   * @param type of the values; empty where the field is none of the declared or new ones
   */
  record Column(int place, String name, @Nullable String field, boolean isNew, String type) {}

  /**
   * A row of the file.
   *
   * @param complaints all that is wrong with it
   */
  record Row(long line, List<Cell> cells, List<Complaint> complaints) {}

  /**
   * A cell and what it becomes.
   *
   * @param said whether it says anything
   * @param value what it says; null where it clears the field, or is refused
   */
  record Cell(String text, boolean said, @Nullable String value, @Nullable Complaint complaint) {}

  boolean isReady() {
    return problems.isEmpty();
  }
}
