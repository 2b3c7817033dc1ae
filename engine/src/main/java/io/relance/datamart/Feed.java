package io.relance.datamart;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How events of a name become rows of a table.
 *
 * @param key paths whose values, joined, are the key of the row
 * @param parent the path of the key of the row above, where rows belong to rows
 * @param columns by column, the path of its value; other columns are left as they are
 */
public record Feed(
    String table,
    String event,
    List<String> key,
    @Nullable String parent,
    Map<String, String> columns) {

  public Feed {
    key = List.copyOf(key);
  }

  /** All paths. */
  Stream<FeedPath> paths() {
    return Stream.of(key.stream(), Optional.ofNullable(parent).stream(), columns.values().stream())
        .flatMap(paths -> paths)
        .map(FeedPath::new);
  }

  /** The list of which each object is a row; else the event itself is one. */
  Optional<String> list() {
    return paths().flatMap(path -> path.list().stream()).findFirst();
  }
}
