package io.relance.datamart;

import io.relance.process.MessageNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How events of a name shall become rows of a table, as somebody wants it. */
public record NewFeed(
    @Nullable List<@Nullable String> key,
    @Nullable String parent,
    @Nullable Map<String, @Nullable String> columns) {

  private static final int MOST_KEYS = 4;
  private static final int LONGEST_NAME = 100;

  /** The feed; what is wrong with it goes to the complaints. */
  Feed check(Table table, String event, Complaints complaints) {
    if (event.isBlank() || event.length() > LONGEST_NAME || !MessageNames.isValid(event)) {
      complaints.add("event", "must be the name of an event");
    }
    Feed feed =
        new Feed(
            table.name(),
            event,
            keys(complaints),
            parent(table, complaints),
            columns(table, complaints));
    List<String> lists = feed.paths().flatMap(path -> path.list().stream()).distinct().toList();
    if (lists.size() > 1) {
      complaints.add("columns", "lead into several lists: " + String.join(", ", lists));
    }
    if (lists.isEmpty() && feed.paths().anyMatch(FeedPath::isPlace)) {
      complaints.add("key", "@place counts the objects of a list, and no path leads into one");
    }
    if (lists.size() == 1
        && feed.key().stream()
            .map(FeedPath::new)
            .noneMatch(path -> path.isPlace() || path.list().isPresent())) {
      complaints.add(
          "key", "must differ between the objects of a list: add @place or a path into the list");
    }
    return feed;
  }

  private List<String> keys(Complaints complaints) {
    List<String> paths = new ArrayList<>();
    for (String one : key == null ? List.<@Nullable String>of() : key) {
      if (one != null && !one.isBlank()) {
        paths.add(path("key", one, complaints));
      }
    }
    if (paths.isEmpty() || paths.size() > MOST_KEYS) {
      complaints.add("key", "must be 1 to " + MOST_KEYS + " paths that name the row");
    }
    return paths;
  }

  private @Nullable String parent(Table table, Complaints complaints) {
    boolean given = parent != null && !parent.isBlank();
    if (table.link() != Link.TABLE) {
      if (given) {
        complaints.add("parent", "is for tables whose rows belong to rows");
      }
      return null;
    }
    if (!given) {
      complaints.add("parent", "must say where the key of the row of '" + table.parent() + "' is");
      return null;
    }
    return path("parent", String.valueOf(parent), complaints);
  }

  private Map<String, String> columns(Table table, Complaints complaints) {
    Map<String, String> paths = new LinkedHashMap<>();
    (columns == null ? Map.<String, @Nullable String>of() : columns)
        .forEach(
            (name, path) -> {
              if (table.columns().stream().noneMatch(column -> column.name().equals(name))) {
                complaints.add("columns." + name, "is no column of '" + table.name() + "'");
              } else if (path != null && !path.isBlank()) {
                paths.put(name, path("columns." + name, path, complaints));
              }
            });
    return paths;
  }

  private static String path(String field, String given, Complaints complaints) {
    String path = given.strip();
    String problem = FeedPath.problem(path);
    if (problem != null) {
      complaints.add(field, problem);
    }
    return path;
  }
}
