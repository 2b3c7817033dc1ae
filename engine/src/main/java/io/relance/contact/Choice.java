package io.relance.contact;

import java.util.Map;
import java.util.stream.Stream;

/**
 * One of the values that a field of choices takes.
 *
 * @param value as it is stored and compared
 * @param labels what people read, by language ({@code en}, {@code fr}); the value where there is
 *     none
 */
public record Choice(String value, Map<String, String> labels) {

  public Choice {
    labels = Map.copyOf(labels);
  }

  /** What people of this language read. */
  public String label(String language) {
    return ContactField.inLanguage(labels, language, value);
  }

  /** Whether a cell of a file means this one: by its value, or by its label in any language. */
  boolean isMeantBy(String text) {
    return Stream.concat(Stream.of(value), labels.values().stream())
        .anyMatch(name -> name.strip().equalsIgnoreCase(text.strip()));
  }
}
