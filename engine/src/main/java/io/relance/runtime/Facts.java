package io.relance.runtime;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What conditions, timers and templates may see of one walk: plain maps, texts, numbers, booleans
 * and instants.
 */
public interface Facts {

  /** An aggregate or a formula in a condition or a template. */
  Pattern MART = Pattern.compile("\\bmart\\b(?:\\s*\\.\\s*([a-z][a-z0-9_]*))?");

  /** Asked for like a root, because it is computed when a text names it and costs nothing else. */
  String PREFERRED_CHANNEL = "contact.preferredChannel";

  /** Every root there is (see docs/vocabulary.md). */
  Set<String> ROOTS =
      Set.of("contact", "consent", "data", "event", "steps", "outcome", "now", "today", "mart");

  /**
   * What a text asks of the root {@code mart}: {@code mart.<name>} for each name, and {@code
   * mart.*} where it takes the root as a whole.
   */
  static Set<String> mart(String text) {
    Set<String> asked = new HashSet<>();
    Matcher names = MART.matcher(text);
    while (names.find()) {
      asked.add(names.group(1) == null ? "mart.*" : "mart." + names.group(1));
    }
    return asked;
  }

  /**
   * The facts of the walk of this process instance.
   *
   * @param roots the names wanted; the others are left out and cost nothing. What is wanted of
   *     {@code mart} is named as {@link #mart} does, and {@link #PREFERRED_CHANNEL} is named apart
   */
  Map<String, Object> of(String processInstanceId, Set<String> roots);
}
