package io.relance.journey;

import java.util.List;
import java.util.Map;

/** One journey of the scenario library, as the gallery shows it; texts by language. */
public record Scenario(
    String key, Map<String, String> name, Map<String, String> sentence, List<String> tags) {

  /** The name in a language. */
  public String name(String language) {
    return name.getOrDefault(language, key);
  }

  /** What it does, in a sentence. */
  public String sentence(String language) {
    return sentence.getOrDefault(language, "");
  }
}
