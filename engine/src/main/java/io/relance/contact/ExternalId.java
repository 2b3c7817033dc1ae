package io.relance.contact;

import io.relance.core.Rejected;
import java.util.Locale;
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
    Flaw flaw = flaw(text);
    return flaw == null ? null : flaw.words(text);
  }

  /** The same, as something to say of a row of a file; null where nothing is wrong. */
  static @Nullable Complaint complaint(String text) {
    Flaw flaw = flaw(text);
    return flaw == null
        ? null
        : Complaint.of(
            "id-" + flaw.name().toLowerCase(Locale.ROOT), "externalId", flaw.words(text), text);
  }

  /** What can be wrong with an external id. */
  private enum Flaw {
    MISSING("is missing"),
    LONG("is longer than 200 characters"),
    SIGNS("may not hold / \\ ; % or control characters"),
    SPACE("begins or ends with a space"),
    TAKEN("may not be ");

    private final String demand;

    Flaw(String demand) {
      this.demand = demand;
    }

    String words(String text) {
      return this == TAKEN ? demand + "'" + text + "'" : demand;
    }
  }

  private static @Nullable Flaw flaw(String text) {
    if (text.isBlank()) {
      return Flaw.MISSING;
    }
    if (text.length() > 200) {
      return Flaw.LONG;
    }
    if (!isWritable(text) || !WellFormed.text(text)) {
      return Flaw.SIGNS;
    }
    if (!text.equals(text.strip())) {
      return Flaw.SPACE;
    }
    return TAKEN.contains(text) ? Flaw.TAKEN : null;
  }

  private static boolean isWritable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) || "/\\;%".indexOf(c) >= 0) {
        return false;
      }
    }
    return true;
  }
}
