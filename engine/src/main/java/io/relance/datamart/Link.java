package io.relance.datamart;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a row of a table belongs to. */
public enum Link {
  /** To a contact, named by its external id. */
  CONTACT,
  /** To a row of another table, and with it to that row's contact. */
  TABLE,
  /** To nobody, such as a product. */
  NONE;

  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Link> of(String word) {
    return Arrays.stream(values()).filter(link -> link.word().equals(word)).findFirst();
  }

  @JsonCreator
  static Link ofStored(String word) {
    return of(word).orElseThrow(() -> new IllegalArgumentException("no link: " + word));
  }
}
