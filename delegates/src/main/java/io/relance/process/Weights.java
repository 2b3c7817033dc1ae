package io.relance.process;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The paths of a split with their weights, {@code A=50, B=50}, in the order they were written. */
public record Weights(Map<String, Integer> paths) {

  private static final Pattern PATH =
      Pattern.compile(
          "\\s*([\\p{L}\\p{N}](?:[\\p{L}\\p{N} _-]{0,38}[\\p{L}\\p{N}])?)\\s*=\\s*(\\d{1,6})\\s*");

  public Weights {
    paths = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(paths));
  }

  /** Reads the text; empty when it is malformed, has fewer than two paths, or nobody gets any. */
  public static Optional<Weights> parse(String text) {
    Map<String, Integer> paths = new LinkedHashMap<>();
    for (String part : text.split(",", -1)) {
      Matcher path = PATH.matcher(part);
      if (!path.matches() || paths.put(path.group(1), Integer.parseInt(path.group(2))) != null) {
        return Optional.empty();
      }
    }
    Weights weights = new Weights(paths);
    boolean useful = paths.size() >= 2 && paths.size() <= 20 && weights.sum() > 0;
    return useful ? Optional.of(weights) : Optional.empty();
  }

  /** All weights together. */
  public int sum() {
    return paths.values().stream().mapToInt(Integer::intValue).sum();
  }
}
