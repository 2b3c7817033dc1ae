package io.relance.datamart;

import io.relance.core.Rejected;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Everything that is wrong with a declaration, field by field, to be told at once. */
final class Complaints {

  private static final Set<String> LANGUAGES = Set.of("en", "fr");
  private static final int LONGEST_LABEL = 100;

  private final List<Rejected.Detail> all = new ArrayList<>();

  void add(String field, String message) {
    all.add(new Rejected.Detail(field, message));
  }

  /** A name that may be given; an empty text when it may not. */
  String name(String field, @Nullable String given) {
    String name = given == null ? "" : given.strip();
    String problem = Name.problem(name);
    if (problem != null) {
      add(field, problem);
    }
    return problem == null ? name : "";
  }

  /** The labels without the empty ones. */
  Map<String, String> labels(String field, @Nullable Map<String, @Nullable String> given) {
    Map<String, String> labels = new java.util.TreeMap<>();
    if (given != null) {
      given.forEach(
          (language, text) -> {
            if (!LANGUAGES.contains(language)) {
              add(field + "." + language, "is no language of this installation; use en or fr");
            } else if (text != null && !text.isBlank()) {
              if (text.strip().length() > LONGEST_LABEL
                  || ColumnType.TEXT.read(text.strip()).isEmpty()) {
                add(field + "." + language, "must be a text of at most 100 characters");
              }
              labels.put(language, text.strip());
            }
          });
    }
    return labels;
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** Refuses the declaration unless nothing is wrong. */
  void refuse(String type, String what) {
    if (!all.isEmpty()) {
      Rejected refusal =
          new Rejected(422, type, what + " was not stored; mend the fields that are named.");
      for (Rejected.Detail detail : all) {
        refusal = refusal.with(detail.field(), detail.message());
      }
      throw refusal;
    }
  }
}
