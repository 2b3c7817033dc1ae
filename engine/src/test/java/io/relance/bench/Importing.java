package io.relance.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** W6: a CSV file of people nobody knew becomes contacts. */
final class Importing implements Workload {

  private static final int MOST = 1_000_000;

  @Override
  public void measure(Server server, Effort effort, Results results) {
    try (Ours ours = new Ours(server, "ours", null);
        Copying copying = new Copying(server, ours.twin("copying"))) {
      Map<String, Integer> next = new HashMap<>();
      Map<String, List<Run>> runs =
          new Alternation(server, effort, List.of(ours, copying))
              .runs(
                  MOST,
                  (opponent, count) -> {
                    int from = next.merge(opponent.name(), count, Integer::sum) - count;
                    return load(opponent, from, count);
                  });
      results.rates("W6", 0, runs);
      int last = runs.get("ours").get(0).done();
      int from = next.get("ours") - last;
      List<Run> again = runs.get("ours").stream().map(run -> load(ours, from, last)).toList();
      results.rates("W6", 0, "first time", again, runs.get("ours"));
    }
  }

  /** Hands over so many people, beginning with this one. */
  static Run load(Opponent opponent, int from, int count) {
    try {
      Path file = Files.createTempFile("relance-bench", ".csv");
      try {
        if (opponent instanceof Ours ours) {
          write(
              file, "externalId,email,phone,firstName,lastName,city,postcode,born\n", from, count);
          return ours.load(file, count);
        }
        write(file, "", from, count);
        return ((Copying) opponent).load(file, count);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With a header as CSV, without one as the text of a COPY. */
  private static void write(Path file, String header, int from, int count) throws IOException {
    try (Writer out = Files.newBufferedWriter(file)) {
      out.write(header);
      for (int n = from; n < from + count; n++) {
        out.write(header.isEmpty() ? Copying.row(new Person(n)) : new Person(n).csv());
      }
    }
  }

  /** Somebody, by number. */
  record Person(int n) {

    String externalId() {
      return "load-" + (10_000_000 + n);
    }

    String email() {
      return "load" + n + "@example.com";
    }

    String phone() {
      return "+336" + (10_000_000 + n % 80_000_000);
    }

    String firstName() {
      return "Camille" + n % 1_000;
    }

    String lastName() {
      return "Martin" + n % 10_007;
    }

    String city() {
      return "Ville" + n % 500;
    }

    String postcode() {
      return Integer.toString(10_000 + n % 80_000);
    }

    String born() {
      return "19" + (50 + n % 50) + "-0" + (1 + n % 9) + "-1" + n % 10;
    }

    private String csv() {
      return String.join(
              ",",
              externalId(),
              email(),
              phone(),
              firstName(),
              lastName(),
              city(),
              "P" + postcode(),
              born())
          + "\n";
    }
  }
}
