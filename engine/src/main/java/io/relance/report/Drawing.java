package io.relance.report;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What a published diagram calls its steps. */
public record Drawing(Map<String, StepName> steps, Set<String> conditions) {

  private static final Pattern ASKED =
      Pattern.compile("steps\\.([A-Za-z_][\\w.-]*?)\\.outcome\\s*=\\s*\"([^\"]+)\"");

  /** The words that conditions compare the outcome of this step with. */
  public List<String> outcomes(String step) {
    return conditions.stream()
        .flatMap(condition -> ASKED.matcher(condition).results())
        .filter(asked -> asked.group(1).equals(step))
        .map(asked -> asked.group(2))
        .distinct()
        .toList();
  }

  /** The name of a step as people know it; its id when it has none. */
  public String name(String step) {
    StepName found = steps.get(step);
    return found == null ? step : found.name();
  }

  /** The step's group, the last part of the colour token: start, send, wait… */
  public String group(String step) {
    StepName found = steps.get(step);
    return found == null ? "act" : found.group();
  }

  /** A step's name, its group, and its place in the reading order of the file. */
  public record StepName(String name, String group, int place) {}
}
