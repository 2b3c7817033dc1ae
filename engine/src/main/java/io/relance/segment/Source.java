package io.relance.segment;

import org.jspecify.annotations.Nullable;

/**
 * Where a value stands: a column of ours, or one member of a column that holds a JSON object.
 *
 * @param column of our own tables; never anything that was typed
 * @param key the member of the object; absent for the column itself
 * @param plainDay whether the column holds days and not instants
 */
record Source(String column, @Nullable String key, boolean plainDay) {

  Source(String column, @Nullable String key) {
    this(column, key, false);
  }

  /** A column of days, which lie in no zone. */
  static Source day(String column) {
    return new Source(column, null, true);
  }

  String text(Values values) {
    return key == null ? column : "(" + column + " ->> " + values.text(key) + ")";
  }

  String json(Values values) {
    return key == null
        ? "to_jsonb(" + column + ")"
        : "(" + column + " -> " + values.text(key) + ")";
  }

  /** Nothing where the member is no number, whatever else it is. */
  String number(Values values) {
    return key == null
        ? column
        : "(CASE WHEN jsonb_typeof(%s) = 'number' THEN CAST(%s AS numeric) END)"
            .formatted(json(values), text(values));
  }

  /** The day in the installation's zone; nothing where the member is no date. */
  String day(Values values) {
    if (plainDay) {
      return column;
    }
    return key == null
        ? "CAST(" + column + " AT TIME ZONE " + values.zone() + " AS date)"
        : "segment_day(" + text(values) + ", " + values.zone() + ")";
  }
}
