package io.relance.score;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The table as it is sent and answered. Numbers may come as texts, as people type them: what is
 * wrong is then said at the cell.
 *
 * @param hitPolicy {@code collect} (every row that fits counts) or {@code first}
 * @param revision the one that was seen; a change made since is not overwritten
 */
record TableBody(
    @Nullable String hitPolicy,
    @Nullable List<ColumnBody> columns,
    @Nullable List<RowBody> rows,
    @Nullable IdleBody inactivity,
    @Nullable List<ExampleBody> examples,
    @Nullable Integer revision) {

  /**
   * What rows look at.
   *
   * @param of {@code event} or {@code contact}
   * @param type {@code text}, {@code number}, {@code boolean} or {@code date}
   */
  record ColumnBody(@Nullable String of, @Nullable String name, @Nullable String type) {}

  /** One rule. */
  record RowBody(
      @Nullable String id,
      @Nullable String event,
      @Nullable List<@Nullable String> cells,
      @Nullable JsonNode points,
      @Nullable JsonNode days,
      @Nullable String why) {}

  /** So many points less after each so many days without activity, but never below the floor. */
  record IdleBody(@Nullable JsonNode days, @Nullable JsonNode points, @Nullable JsonNode floor) {}

  /** A test of the table. */
  record ExampleBody(
      @Nullable String name,
      @Nullable String event,
      @Nullable Map<String, Object> properties,
      @Nullable Map<String, Object> contact,
      @Nullable JsonNode points) {}
}
