package io.relance.segment;

import io.relance.datamart.Aggregate;
import io.relance.datamart.Formula;
import io.relance.datamart.Questions;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What rules may name at the moment.
 *
 * @param fields the kinds of what is known of contacts, by path, such as {@code attributes.city}
 * @param journeys the steps of each journey's published versions, by key
 * @param segments another segment by its key
 * @param mart the tables of the user's own, and what was declared over them
 */
record Known(
    Map<String, ValueKind> fields,
    Map<String, Set<String>> journeys,
    Function<String, Optional<Other>> segments,
    Mart mart) {

  static final String ATTRIBUTES = "attributes.";

  /** Stands nowhere: it is computed when a rule asks for it. */
  static final String PREFERRED_CHANNEL = "preferredChannel";

  /** The parts of a profile and where they stand. */
  private static final Map<String, String> PROFILE =
      Map.of(
          "externalId", "c.external_id",
          "email", "c.email",
          "phone", "c.phone",
          "locale", "c.locale",
          "timeZone", "c.time_zone",
          "score", "c.score",
          "createdAt", "c.created_at",
          "changedAt", "c.changed_at");

  /** The parts of a profile, in the order in which people look for them. */
  static final Map<String, ValueKind> PROFILE_KINDS =
      orderly(
          List.of(
              "email",
              "phone",
              "locale",
              "timeZone",
              "score",
              PREFERRED_CHANNEL,
              "createdAt",
              "changedAt",
              "externalId"));

  /** Those whose age is kept. */
  static final Set<String> AGEING_PROFILE = Set.of("email", "phone", "locale", "timeZone");

  /** What can be asked about tables. */
  record Mart(
      Questions questions, Map<String, Aggregate> aggregates, Map<String, Formula> formulas) {}

  /** Another segment: a list, or a dynamic one with its rule as JSON. */
  record Other(String key, @Nullable String rule) {}

  private static Map<String, ValueKind> orderly(List<String> names) {
    Map<String, ValueKind> kinds = new LinkedHashMap<>();
    for (String name : names) {
      kinds.put(
          name,
          name.endsWith("At")
              ? ValueKind.DATE
              : name.equals("score") ? ValueKind.NUMBER : ValueKind.TEXT);
    }
    return Collections.unmodifiableMap(kinds);
  }

  /** Where a known field stands. */
  static Source source(String field) {
    String column = PROFILE.get(field);
    return column != null
        ? new Source(column, null)
        : new Source("c.attributes", field.substring(ATTRIBUTES.length()));
  }
}
