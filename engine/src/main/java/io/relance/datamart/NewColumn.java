package io.relance.datamart;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A column as somebody wants to declare it. */
public record NewColumn(
    @Nullable String name,
    @Nullable String type,
    @Nullable Map<String, @Nullable String> labels,
    @Nullable String refersTo) {

  /** The column; what is wrong with it goes to the complaints. */
  Column check(String place, Map<String, Table> tables, Complaints complaints) {
    String own = complaints.name(place + "name", name);
    Optional<ColumnType> known = ColumnType.of(type == null ? "" : type);
    if (known.isEmpty()) {
      complaints.add(place + "type", "must be text, number, boolean, date or instant");
    }
    String referred = refersTo == null || refersTo.isBlank() ? null : refersTo.strip();
    if (referred != null && !tables.containsKey(referred)) {
      complaints.add(place + "refersTo", "is no table; declare '" + referred + "' first");
    } else if (referred != null && known.isPresent() && known.get() != ColumnType.TEXT) {
      complaints.add(place + "refersTo", "needs a column of type text, as keys are texts");
    }
    return new Column(
        own, known.orElse(ColumnType.TEXT), complaints.labels(place + "labels", labels), referred);
  }
}
