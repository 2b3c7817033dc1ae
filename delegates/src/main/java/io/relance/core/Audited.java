package io.relance.core;

import java.util.Map;

/**
 * An application event: somebody did something that must be traceable. Published inside the
 * transaction of the deed, so that deed and audit row commit together.
 *
 * @param action a past-tense word such as {@code journey.published}
 * @param what the thing it was done to, such as the journey's key
 * @param detail further facts; no secrets and no personal data
 */
public record Audited(String action, String what, Map<String, String> detail) {

  public Audited {
    detail = Map.copyOf(detail);
  }

  public Audited(String action, String what) {
    this(action, what, Map.of());
  }
}
