package io.relance.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures Relance against others on this machine; docs/performance.md says how and why. */
final class Bench {

  private static final Map<String, Workload> BUILT = new LinkedHashMap<>();

  static {
    BUILT.put("W1", new Enrolling());
    BUILT.put("W2", new Clicking());
    BUILT.put("W3", new Firing());
    BUILT.put("W4", new Walking());
    BUILT.put("W6", new Importing());
    BUILT.put("W7", new Segmenting());
    BUILT.put("W9", new Bytes());
    BUILT.put("W10", new TwoNodes());
    BUILT.put("W11", new LiveCounts());
  }

  private static final List<String> ALL =
      List.of("W1", "W2", "W3", "W4", "W5", "W6", "W7", "W8", "W9", "W10", "W11", "W12");

  private Bench() {}

  public static void main(String[] args) throws Exception {
    Effort effort = effort();
    Path directory = Path.of(System.getProperty("bench.directory", "target/bench"));
    Results results = new Results(effort.size());
    try (Server server =
        Server.start(
            directory.resolve("postgres-" + ProcessHandle.current().pid()),
            Boolean.getBoolean("bench.statements"))) {
      say("%s", Hardware.describe(server));
      for (String workload : wanted()) {
        Workload built = BUILT.get(workload);
        if (built == null) {
          say("%s: not built yet: its feature does not exist", workload);
          continue;
        }
        say("%s (%s)", workload, effort.size());
        built.measure(server, effort, results);
        results.write(directory.resolve("results.json"));
      }
      results.print();
      say("%s", Hardware.describe(server));
    }
    // Engines leave threads behind that nobody waits for.
    System.exit(0);
  }

  private static Effort effort() {
    Effort effort = Effort.of(System.getProperty("bench.size", "short"));
    String waiting = System.getProperty("bench.waiting", "");
    return waiting.isEmpty()
        ? effort
        : effort.withWaiting(Arrays.stream(waiting.split(",")).map(Integer::valueOf).toList());
  }

  private static List<String> wanted() {
    String wanted = System.getProperty("bench", "all");
    return wanted.equals("all") ? ALL : List.of(wanted.split(","));
  }

  static void say(String format, Object... arguments) {
    System.out.println(format.formatted(arguments));
  }
}
