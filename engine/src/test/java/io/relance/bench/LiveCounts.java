package io.relance.bench;

import io.relance.access.Permission;
import io.relance.access.Tokens;
import io.relance.report.Books;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** W11: the counts of a journey, however many are inside. */
final class LiveCounts implements Workload {

  private static final List<Integer> INSIDE = List.of(10_000, 100_000, 1_000_000);
  private static final double GOAL_MILLIS = 100;

  private final HttpClient http = HttpClient.newHttpClient();

  @Override
  public void measure(Server server, Effort effort, Results results) {
    try (Sink sink = new Sink();
        Ours ours = new Ours(server, "ours", sink)) {
      Books books = ours.node().bean(Books.class);
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create(
                      "http://localhost:%d/api/journeys/%s/statistics"
                          .formatted(ours.node().port(), Diagram.KEY)))
              .header(
                  "Authorization",
                  "Bearer "
                      + ours.node()
                          .bean(Tokens.class)
                          .issue("bench", EnumSet.allOf(Permission.class), null)
                          .secret())
              .build();
      for (int inside : effort.isSmoke() ? effort.waiting() : INSIDE) {
        ours.crowd().growTo(inside);
        server.checkpoint();
        add(results, inside, "goal (books)", millis(effort, () -> books.of(Diagram.KEY, null)));
        add(results, inside, "goal (HTTP)", millis(effort, () -> get(request)));
      }
    }
  }

  private static void add(Results results, int inside, String goal, List<Double> millis) {
    results.add("W11", inside, goal, millis, millis.stream().map(m -> GOAL_MILLIS).toList(), "ms");
  }

  private static List<Double> millis(Effort effort, Runnable look) {
    List<Double> millis = new ArrayList<>();
    for (int i = -2; i < effort.rounds(); i++) {
      long begun = System.nanoTime();
      look.run();
      if (i >= 0) {
        millis.add((System.nanoTime() - begun) / 1e6);
      }
    }
    return millis;
  }

  private void get(HttpRequest request) {
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(answer.statusCode() + ": " + answer.body());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
