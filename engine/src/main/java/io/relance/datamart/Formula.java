package io.relance.datamart;

import java.util.Map;

/** A rule with a name, such as VIP: true, false, or unknown where a value is missing. */
public record Formula(String name, Map<String, String> labels, Rule rule) {

  public Formula {
    labels = Map.copyOf(labels);
  }

  /** What it is called in this language; its name where it has no label. */
  public String label(String language) {
    return labels.getOrDefault(language, name);
  }
}
