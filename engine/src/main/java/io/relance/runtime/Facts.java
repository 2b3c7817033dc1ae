package io.relance.runtime;

import java.util.Map;
import java.util.Set;

/**
 * What conditions, timers and templates may see of one walk: plain maps, texts, numbers, booleans
 * and instants.
 */
public interface Facts {

  /** Every root there is (see docs/vocabulary.md). */
  Set<String> ROOTS =
      Set.of("contact", "consent", "data", "event", "steps", "outcome", "now", "today");

  /**
   * The facts of the walk of this process instance.
   *
   * @param roots the names wanted; the others are left out and cost nothing
   */
  Map<String, Object> of(String processInstanceId, Set<String> roots);
}
