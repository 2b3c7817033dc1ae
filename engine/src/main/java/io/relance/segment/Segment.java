package io.relance.segment;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A set of contacts with a name: a list, or whoever a rule is true of.
 *
 * @param rule as JSON; absent for a list
 * @param watched whether entries and exits are told even when no journey listens
 * @param keptSince since when it is noted who comes and goes; absent while nobody wants to know
 * @param failure why the last look at who came and went did not come to an end, as a word
 */
public record Segment(
    String key,
    String name,
    String kind,
    @Nullable String rule,
    boolean watched,
    int version,
    Instant createdAt,
    Instant changedAt,
    String changedBy,
    @Nullable Instant keptSince,
    @Nullable String failure) {

  static final String DYNAMIC = "dynamic";
  static final String LIST = "list";

  public boolean isList() {
    return kind.equals(LIST);
  }
}
