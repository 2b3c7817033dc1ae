package io.relance.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.relance.access.Permission;
import io.relance.access.Tokens;
import io.relance.journey.Journeys;
import io.relance.segment.Segments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * W7: segments are counted and their members noted, over contacts with ten events each, against the
 * best SQL written by hand for the same question; how long the editor's chain of counts takes; and
 * what the index that behaviour is asked of costs an event.
 */
final class Segmenting implements Workload {

  private static final double EDITOR_MILLIS = 1_000;
  private static final int EVENTS = 10_000;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient http = HttpClient.newHttpClient();

  @Override
  public void measure(Server server, Effort effort, Results results) {
    int contacts =
        switch (effort.size()) {
          case "full" -> 1_000_000;
          case "short" -> 100_000;
          default -> 2_000;
        };
    try (Ours ours = new Ours(server, "ours", null)) {
      Api api = new Api(ours.node());
      declare(ours, api);
      Bench.say("  making up %,d contacts with %,d events", contacts, 10L * contacts);
      Customers.fill(ours.database(), contacts);
      server.checkpoint();
      for (Question question : Question.ALL) {
        ask(question, ours, api, effort, results, contacts);
      }
      chain(api, effort, results, contacts);
      behaviour(ours, effort, results, contacts);
    }
  }

  private static void declare(Ours ours, Api api) {
    Journeys journeys = ours.node().bean(Journeys.class);
    String other =
        Diagram.ours()
            .replace("process id=\"" + Diagram.KEY + "\"", "process id=\"bench-b\"")
            .replace("bpmnElement=\"" + Diagram.KEY + "\"", "bpmnElement=\"bench-b\"");
    journeys.saveDraft(other.getBytes(StandardCharsets.UTF_8), "bench");
    journeys.publish(Customers.OTHER_JOURNEY, "bench");
    for (String field : List.of("city", "firstName", "lastName")) {
      api.post("/api/fields", "{\"name\": \"%s\", \"type\": \"text\"}".formatted(field));
    }
    api.post(
        "/api/tables",
        """
        {"name": "orders", "time": "placed_at",
         "columns": [{"name": "amount", "type": "number"}, {"name": "shop", "type": "text"},
                     {"name": "placed_at", "type": "instant"}]}
        """);
    for (Question question : Question.ALL) {
      api.post(
          "/api/segments",
          "{\"id\": \"%s\", \"name\": \"%s\", \"rule\": %s}"
              .formatted(id(question), question.name(), question.rule()));
    }
  }

  private static String id(Question question) {
    return question.name().replace(' ', '-').toLowerCase(Locale.ROOT);
  }

  // ------------------------------------------------------------------ counting, and who they are

  private static void ask(
      Question question, Ours ours, Api api, Effort effort, Results results, int contacts) {
    try (Connection connection = ours.database().connection();
        Statement hand = connection.createStatement()) {
      prepare(hand);
      String best = best(hand, question);
      List<Double> counting = new ArrayList<>();
      List<Double> countingByHand = new ArrayList<>();
      List<Double> noting = new ArrayList<>();
      List<Double> notingByHand = new ArrayList<>();
      for (int round = -2; round < effort.rounds(); round++) {
        long[] counts = new long[2];
        double ourCount =
            millis(
                () ->
                    counts[0] =
                        api.get("/api/segments/" + id(question) + "/count").path("count").asLong());
        double handCount = millis(() -> counts[1] = number(hand, best));
        agree(question, counts[0], counts[1]);
        double ourNote = millis(() -> note(ours, id(question)));
        double handNote = millis(() -> note(hand, question));
        if (round >= 0) {
          counting.add(ourCount);
          countingByHand.add(handCount);
          noting.add(ourNote);
          notingByHand.add(handNote);
        }
      }
      agree(question, 0, number(hand, DIFFERENCE));
      results.add("W7", contacts, "n " + question.name(), counting, countingByHand, "ms");
      results.add("W7", contacts, "who " + question.name(), noting, notingByHand, "ms");
      hand.execute("DROP TABLE bench_ours, bench_hand");
    } catch (SQLException e) {
      throw new IllegalStateException("SQL by hand: " + question.name(), e);
    }
  }

  private static final String DIFFERENCE =
      """
      SELECT count(*)
        FROM bench_ours o
        FULL JOIN bench_hand h USING (contact_id)
       WHERE o.contact_id IS NULL OR h.contact_id IS NULL
      """;

  /** Whoever writes by hand for a question of this size gives it memory, as we do. */
  private static void prepare(Statement hand) throws SQLException {
    hand.execute("SET work_mem = '32MB'");
    hand.execute("SET hash_mem_multiplier = 4");
    hand.execute("SET jit = off");
    hand.execute("CREATE UNLOGGED TABLE bench_ours (contact_id bigint)");
    hand.execute("CREATE UNLOGGED TABLE bench_hand (contact_id bigint)");
  }

  /** The fastest of those that were thought of. */
  private static String best(Statement hand, Question question) {
    String best = question.counts().get(0);
    double fastest = Double.MAX_VALUE;
    for (String candidate : question.counts()) {
      number(hand, candidate);
      double took =
          Math.min(millis(() -> number(hand, candidate)), millis(() -> number(hand, candidate)));
      if (took < fastest) {
        fastest = took;
        best = candidate;
      }
    }
    return best;
  }

  private static void note(Ours ours, String segment) {
    ours.database().jdbc().sql("TRUNCATE bench_ours").update();
    ours.node()
        .bean(Segments.class)
        .insertMembers(segment, "INSERT INTO bench_ours (contact_id) SELECT c.id", Map.of());
  }

  private static void note(Statement hand, Question question) {
    try {
      hand.execute("TRUNCATE bench_hand");
      hand.execute("INSERT INTO bench_hand (contact_id) " + question.who());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void agree(Question question, long ours, long theirs) {
    if (ours != theirs) {
      throw new IllegalStateException(
          "%s: we say %d, SQL written by hand says %d".formatted(question.name(), ours, theirs));
    }
  }

  // ------------------------------------------------------------------ the editor

  private static void chain(Api api, Effort effort, Results results, int contacts) {
    for (Question question : Question.ALL) {
      String body = "{\"rule\": %s}".formatted(question.rule());
      List<Double> millis = new ArrayList<>();
      for (int round = -2; round < effort.rounds(); round++) {
        double took = millis(() -> api.post("/api/segments/preview", body));
        if (round >= 0) {
          millis.add(took);
        }
      }
      results.add(
          "W7",
          contacts,
          "goal " + question.name(),
          millis,
          millis.stream().map(one -> EDITOR_MILLIS).toList(),
          "ms");
    }
  }

  // ------------------------------------------------------------------ what behaviour costs an
  // event

  /** The same events with the index and without it; both times the transaction is taken back. */
  private static void behaviour(Ours ours, Effort effort, Results results, int contacts) {
    List<Double> with = new ArrayList<>();
    List<Double> without = new ArrayList<>();
    for (int round = -1; round < effort.rounds(); round++) {
      double rateWith = insert(ours, contacts, "SELECT 1");
      double rateWithout = insert(ours, contacts, "DROP INDEX event_behaviour");
      if (round >= 0) {
        with.add(rateWith);
        without.add(rateWithout);
      }
    }
    results.add("W7", contacts, "no index", with, without, "/s");
  }

  private static double insert(Ours ours, int contacts, String before) {
    try (Connection connection = ours.database().connection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(before);
      double took =
          millis(
              () -> {
                try {
                  statement.execute(MORE_EVENTS.formatted(contacts, EVENTS));
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      connection.rollback();
      connection.setAutoCommit(true);
      return EVENTS * 1000 / took;
    } catch (SQLException e) {
      throw new IllegalStateException("events could not be inserted", e);
    }
  }

  private static final String MORE_EVENTS =
      """
      INSERT INTO event (source, event_id, name, contact_id, properties, body_hash, state, occurred_at, received_at, keep_until)
      SELECT 'more', CAST(i AS text), (ARRAY['PageViewed', 'OrderPlaced', 'CartChanged'])[1 + i %% 3],
             1000000000 + bench_pick(i, 42, %d), '{}', '\\x00', 'NEW', now(), now(), now()
        FROM generate_series(1, %d) i
      """;

  // ------------------------------------------------------------------ tools

  private static double millis(Runnable work) {
    long begun = System.nanoTime();
    work.run();
    return (System.nanoTime() - begun) / 1e6;
  }

  private static long number(Statement statement, String sql) {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** The product's own path: what other systems, and the pages, call. */
  private final class Api {

    private final String address;
    private final String token;

    Api(Node node) {
      address = "http://localhost:" + node.port();
      token =
          node.bean(Tokens.class).issue("bench", EnumSet.allOf(Permission.class), null).secret();
    }

    JsonNode get(String path) {
      return send(HttpRequest.newBuilder(URI.create(address + path)).GET());
    }

    JsonNode post(String path, String body) {
      return send(
          HttpRequest.newBuilder(URI.create(address + path))
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(body)));
    }

    private JsonNode send(HttpRequest.Builder request) {
      try {
        HttpResponse<String> answer =
            http.send(
                request.header("Authorization", "Bearer " + token).build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
          throw new IllegalStateException(answer.statusCode() + ": " + answer.body());
        }
        return JSON.readTree(answer.body());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}
