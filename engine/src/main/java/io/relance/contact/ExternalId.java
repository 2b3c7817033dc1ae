package io.relance.contact;

import io.relance.core.Rejected;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The name that another system gave to a contact; it stands in addresses of the HTTP API. */
record ExternalId(String value) {

  private static final Set<String> TAKEN = Set.of("fields", "duplicates", "export", ".", "..");

  ExternalId {
    String problem = problem(value);
    if (problem != null) {
      throw new Rejected(422, "contact-invalid", "The external id " + problem + ".")
          .with("externalId", problem);
    }
  }

  static Optional<ExternalId> of(String text) {
    return problem(text) == null ? Optional.of(new ExternalId(text)) : Optional.empty();
  }

  /** What is wrong with the text as an external id, or null. */
  static @Nullable String problem(String text) {
    if (text.isBlank()) {
      return "is missing";
    }
    if (text.length() > 200) {
      return "is longer than 200 characters";
    }
    if (text.chars().anyMatch(c -> Character.isISOControl(c) || "/\\;%".indexOf(c) >= 0)
        || !WellFormed.text(text)) {
      return "may not hold / \\ ; % or control characters";
    }
    if (!text.equals(text.strip())) {
      return "begins or ends with a space";
    }
    return TAKEN.contains(text) ? "may not be '" + text + "'" : null;
  }
}
