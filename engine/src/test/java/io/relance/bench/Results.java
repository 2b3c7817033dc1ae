package io.relance.bench;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All figures, each a ratio to a named opponent in the same run. */
final class Results {

  private final String size;
  private final List<Figure> figures = new ArrayList<>();

  Results(String size) {
    this.size = size;
  }

  /**
   * @param waiting how many waited inside
   * @param ours median
   * @param theirs median
   * @param ratio the median of the ratios of all turns
   * @param oursCpu milliseconds of processor time for each, Java and PostgreSQL together; 0 where
   *     it was not measured
   * @param spread from the smallest to the largest of these ratios, as a part of the median
   */
  record Figure(
      String workload,
      String size,
      int waiting,
      String opponent,
      double ours,
      double theirs,
      String unit,
      double ratio,
      double spread,
      double oursCpu,
      double theirsCpu) {}

  List<Figure> figures() {
    return figures;
  }

  /** Everybody's rates against ours. */
  void rates(String workload, int waiting, Map<String, List<Run>> runs) {
    runs.forEach(
        (opponent, theirs) -> {
          if (!opponent.equals("ours")) {
            rates(workload, waiting, opponent, runs.get("ours"), theirs);
          }
        });
  }

  void rates(String workload, int waiting, String opponent, List<Run> ours, List<Run> theirs) {
    add(
        workload,
        waiting,
        opponent,
        ours.stream().map(Run::rate).toList(),
        theirs.stream().map(Run::rate).toList(),
        "/s",
        cpu(ours),
        cpu(theirs));
  }

  private static double cpu(List<Run> runs) {
    return median(runs.stream().map(Run::cpuMillisEach).toList());
  }

  /** Figures that are no rates. */
  void add(
      String workload,
      int waiting,
      String opponent,
      List<Double> ours,
      List<Double> theirs,
      String unit) {
    add(workload, waiting, opponent, ours, theirs, unit, 0, 0);
  }

  private void add(
      String workload,
      int waiting,
      String opponent,
      List<Double> ours,
      List<Double> theirs,
      String unit,
      double oursCpu,
      double theirsCpu) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      ratios.add(ours.get(i) / theirs.get(i));
    }
    double ratio = median(ratios);
    double spread =
        (ratios.stream().mapToDouble(r -> r).max().orElse(0)
                - ratios.stream().mapToDouble(r -> r).min().orElse(0))
            / ratio;
    Figure figure =
        new Figure(
            workload,
            size,
            waiting,
            opponent,
            round(median(ours)),
            round(median(theirs)),
            unit,
            round(ratio),
            round(spread),
            round(oursCpu),
            round(theirsCpu));
    figures.add(figure);
    Bench.say("  => %s", line(figure));
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** Three digits say more than there is to know. */
  private static double round(double value) {
    return value == 0
        ? 0
        : new java.math.BigDecimal(value)
            .round(new java.math.MathContext(value >= 1000 ? 4 : 3))
            .doubleValue();
  }

  private static String line(Figure figure) {
    return "%-4s %-6s %,11d inside  %-14s ours %,12.1f %-6s theirs %,12.1f  ratio %8.2f  spread %3.0f %%%s"
        .formatted(
            figure.workload(),
            figure.size(),
            figure.waiting(),
            figure.opponent(),
            figure.ours(),
            figure.unit(),
            figure.theirs(),
            figure.ratio(),
            figure.spread() * 100,
            figure.oursCpu() == 0
                ? ""
                : "  CPU ms each: ours %.3f theirs %.3f"
                    .formatted(figure.oursCpu(), figure.theirsCpu()));
  }

  void print() {
    Bench.say("");
    figures.forEach(figure -> Bench.say("%s", line(figure)));
  }

  void write(Path file) {
    try {
      Files.createDirectories(file.getParent());
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build()
          .writeValue(file.toFile(), figures);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
