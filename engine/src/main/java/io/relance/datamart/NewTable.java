package io.relance.datamart;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A table as somebody wants to declare it. */
public record NewTable(
    @Nullable String name,
    @Nullable Map<String, @Nullable String> labels,
    @Nullable String link,
    @Nullable String parent,
    @Nullable String time,
    @Nullable List<NewColumn> columns) {

  static final int MOST_COLUMNS = 60;

  /** How indexes and sequences end, which share one room of names; and an address of the pages. */
  private static final Pattern INDEX =
      Pattern.compile(".*_(by_contact|by_parent|pkey|key|seq)|formulas");

  /** The table; what is wrong with it goes to the complaints. */
  Table check(Map<String, Table> tables, Complaints complaints) {
    String own = complaints.name("name", name);
    if (INDEX.matcher(own).matches()) {
      complaints.add(
          "name", "may not be 'formulas' or end in _key, _pkey, _seq, _by_contact or _by_parent");
    }
    List<Column> checked = columns(tables, complaints);
    return new Table(
        own,
        complaints.labels("labels", labels),
        checked,
        link(complaints),
        parent(tables, complaints),
        time(checked, complaints));
  }

  private List<Column> columns(Map<String, Table> tables, Complaints complaints) {
    List<Column> checked = new ArrayList<>();
    Set<String> names = new HashSet<>();
    List<NewColumn> given = columns == null ? List.of() : columns;
    if (given.size() > MOST_COLUMNS) {
      complaints.add("columns", "may be at most " + MOST_COLUMNS);
      return checked;
    }
    for (int i = 0; i < given.size(); i++) {
      Column column = given.get(i).check("columns[" + i + "].", tables, complaints);
      if (!column.name().isEmpty() && !names.add(column.name())) {
        complaints.add("columns[" + i + "].name", "stands twice");
      }
      checked.add(column);
    }
    return checked;
  }

  private Link link(Complaints complaints) {
    Optional<Link> known = Link.of(link == null ? "contact" : link);
    if (known.isEmpty()) {
      complaints.add("link", "must be contact, table or none");
    }
    return known.orElse(Link.NONE);
  }

  private @Nullable String parent(Map<String, Table> tables, Complaints complaints) {
    boolean wanted = "table".equals(link);
    String given = parent == null || parent.isBlank() ? null : parent.strip();
    if (wanted && given == null) {
      complaints.add("parent", "must name the table that the rows belong to");
    } else if (given != null && !wanted) {
      complaints.add("parent", "may be given only when link is table");
    } else if (given != null && !tables.containsKey(given)) {
      complaints.add("parent", "is no table; declare '" + given + "' first");
    } else {
      return given;
    }
    return null;
  }

  private @Nullable String time(List<Column> checked, Complaints complaints) {
    String given = time == null || time.isBlank() ? null : time.strip();
    if (given != null
        && checked.stream()
            .noneMatch(column -> column.name().equals(given) && column.type().isTime())) {
      complaints.add("time", "must be one of the columns, of type date or instant");
      return null;
    }
    return given;
  }
}
