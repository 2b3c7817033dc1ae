package io.relance.segment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.relance.ApiTest;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules about rows in tables of the user's own count what is counted in plain Java. */
@NullUnmarked
class MartConditionTest extends ApiTest {

  private record Order(int who, int amount, String shop, int daysAgo) {}

  @BeforeEach
  void orders() {
    jdbc.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'mart'")
        .query(String.class)
        .list()
        .forEach(table -> jdbc.sql("DROP TABLE mart.\"" + table + "\" CASCADE").update());
    call(
            "POST",
            "/api/tables",
            """
            {"name": "orders", "time": "placed_at", "columns": [
              {"name": "amount", "type": "number"}, {"name": "shop", "type": "text"},
              {"name": "placed_at", "type": "instant"}, {"name": "day", "type": "date"}]}
            """)
        .ok(201);
    jdbc.sql(
            """
            INSERT INTO contact (external_id, created_at, changed_at)
            SELECT 'c-' || i, now(), now() FROM generate_series(0, 29) AS i
            """)
        .update();
  }

  private List<Order> generate(Random random) {
    List<Order> orders = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      Order order =
          new Order(
              random.nextInt(20),
              random.nextInt(100),
              random.nextBoolean() ? "A" : "B",
              1 + random.nextInt(100));
      orders.add(order);
      jdbc.sql(
              """
              INSERT INTO mart.orders (key, contact_id, amount, shop, placed_at, day)
              SELECT :key, id, :amount, :shop, CAST(:at AS timestamptz),
                     CAST(CAST(:at AS timestamptz) AT TIME ZONE 'Europe/Paris' AS date)
                FROM contact WHERE external_id = :who
              """)
          .param("key", "o-" + i)
          .param("amount", order.amount())
          .param("shop", order.shop())
          .param(
              "at",
              clock
                  .instant()
                  .minus(Duration.ofDays(order.daysAgo()))
                  .plusSeconds(60)
                  .atOffset(java.time.ZoneOffset.UTC))
          .param("who", "c-" + order.who())
          .update();
    }
    return orders;
  }

  private long count(String rule) {
    return call("POST", "/api/segments/preview", "{\"rule\": " + rule.replace('\'', '"') + "}")
        .ok(200)
        .path("count")
        .asLong();
  }

  /** How many of the thirty contacts have orders of which this is true. */
  private static long having(List<Order> orders, Predicate<List<Order>> test) {
    long count = 0;
    for (int i = 0; i < 30; i++) {
      int who = i;
      if (test.test(orders.stream().filter(order -> order.who() == who).toList())) {
        count++;
      }
    }
    return count;
  }

  private static int sum(List<Order> orders) {
    return orders.stream().mapToInt(Order::amount).sum();
  }

  @Test
  void rowsCountAsTheyDoInJava() {
    long seed = Long.getLong("relance.seed", System.nanoTime());
    System.err.println("MartConditionTest: -Drelance.seed=" + seed);
    Random random = new Random(seed);
    List<Order> orders = generate(random);
    for (int i = 0; i < 25; i++) {
      int n = random.nextInt(6);
      int days = 1 + random.nextInt(90);
      int amount = random.nextInt(120);
      Predicate<Order> lately = order -> order.daysAgo() <= days;
      Predicate<Order> inA = order -> order.shop().equals("A");
      String as = "seed " + seed + ", " + n + " " + days + " " + amount;
      assertThat(
              count(
                  "{'kind':'rows','table':'orders','lastDays':%d,'op':'atLeast','value':%d}"
                      .formatted(days, n)))
          .as(as)
          .isEqualTo(having(orders, own -> own.stream().filter(lately).count() >= n));
      assertThat(
              count(
                  "{'kind':'rows','table':'orders','function':'count','where':[{'column':'shop','operator':'equal','value':'A'}],'op':'lessThan','value':%d}"
                      .formatted(n)))
          .as(as)
          .isEqualTo(having(orders, own -> own.stream().filter(inA).count() < n));
      assertThat(
              count(
                  "{'not':{'kind':'rows','table':'orders','function':'sum','column':'amount','lastDays':%d,'op':'atMost','value':%d}}"
                      .formatted(days, amount)))
          .as(as)
          .isEqualTo(having(orders, own -> sum(own.stream().filter(lately).toList()) > amount));
      assertThat(
              count(
                  "{'kind':'rows','table':'orders','function':'max','column':'amount','op':'is','value':%d}"
                      .formatted(amount)))
          .as(as)
          .isEqualTo(
              having(
                  orders, own -> own.stream().mapToInt(Order::amount).max().orElse(-1) == amount));
      assertThat(
              count(
                  "{'kind':'rows','table':'orders','function':'count','op':'isNot','value':%d}"
                      .formatted(n)))
          .as(as)
          .isEqualTo(having(orders, own -> own.size() != n));
      assertThat(
              count(
                  "{'kind':'rows','table':'orders','function':'avg','column':'amount','op':'moreThan','value':%d}"
                      .formatted(amount)))
          .as(as)
          .isEqualTo(
              having(
                  orders,
                  own ->
                      !own.isEmpty()
                          && BigDecimal.valueOf(sum(own))
                                  .divide(
                                      BigDecimal.valueOf(own.size()),
                                      4,
                                      java.math.RoundingMode.HALF_UP)
                                  .compareTo(BigDecimal.valueOf(amount))
                              > 0));
      assertThat(
              count(
                  "{'kind':'rows','table':'orders','function':'max','column':'day','op':'moreThanDaysAgo','value':%d}"
                      .formatted(days)))
          .as(as)
          .isEqualTo(
              having(
                  orders,
                  own ->
                      !own.isEmpty()
                          && own.stream().mapToInt(Order::daysAgo).min().orElse(0) > days));
    }
  }

  @Test
  void aggregatesAndFormulasAreAskedForByName() {
    List<Order> orders = generate(new Random(7));
    call(
            "POST",
            "/api/aggregates",
            "{\"name\": \"total\", \"table\": \"orders\", \"function\": \"sum\", \"column\": \"amount\"}")
        .ok(201);
    call(
            "POST",
            "/api/aggregates",
            "{\"name\": \"shop\", \"table\": \"orders\", \"function\": \"favourite\", \"column\": \"shop\"}")
        .ok(201);
    assertThat(count("{'kind':'aggregate','aggregate':'total','op':'atLeast','value':300}"))
        .isEqualTo(having(orders, own -> sum(own) >= 300));
    assertThat(count("{'kind':'aggregate','aggregate':'total','op':'is','value':0}"))
        .isEqualTo(having(orders, own -> sum(own) == 0));
    assertThat(count("{'kind':'aggregate','aggregate':'shop','op':'unknown'}"))
        .isEqualTo(having(orders, List::isEmpty));
    long isA = count("{'kind':'aggregate','aggregate':'shop','op':'is','value':'a'}");
    assertThat(count("{'kind':'aggregate','aggregate':'shop','op':'isNot','value':'a'}"))
        .isEqualTo(30 - isA);
    call(
            "POST",
            "/api/segments",
            "{\"name\": \"Big\", \"rule\": {\"kind\": \"aggregate\", \"aggregate\": \"total\", \"op\": \"atLeast\", \"value\": 300}}")
        .ok(201);
    assertThat(
            call("DELETE", "/api/aggregates/total")
                .problem(409, "aggregate-in-use")
                .path("detail")
                .asText())
        .contains("the segment 'Big'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {'kind':'rows','table':'nope','op':'atLeast','value':1}                                  | rule.table  | table
          {'kind':'rows','table':'orders; --','op':'atLeast','value':1}                            | rule.table  | table
          {'kind':'rows','table':'orders','function':'sum','op':'atLeast','value':1}               | rule.column | missing
          {'kind':'rows','table':'orders','function':'sum','column':'x','op':'atLeast','value':1}  | rule.column | column
          {'kind':'rows','table':'orders','function':'sum','column':'shop','op':'atLeast','value':1} | rule.column | function
          {'kind':'rows','table':'orders','column':'amount','op':'atLeast','value':1}              | rule.column | no-column
          {'kind':'rows','table':'orders','op':'contains','value':1}                               | rule.op     | choice
          {'kind':'rows','table':'orders','op':'atLeast','value':'1'}                              | rule.value  | number
          {'kind':'rows','table':'orders','op':'atLeast','value':1,'where':[{'column':'shop','operator':'less','value':'A'}]} | rule.where[0].value | filter
          {'kind':'rows','table':'orders','op':'atLeast','value':1,'where':[{'column':'id; --','operator':'equal','value':'A'}]} | rule.where[0].column | column
          {'kind':'aggregate','aggregate':'nope','op':'is','value':1}                              | rule.aggregate | aggregate
          {'kind':'formula','formula':'nope','holds':'yes'}                                        | rule.formula | formula
          """)
  void whatIsWrongIsNamedByItsPlace(String rule, String path, String code) {
    JsonNode problem =
        call("POST", "/api/segments/preview", "{\"rule\": " + rule.replace('\'', '"') + "}")
            .problem(422, "rule-invalid");
    assertThat(problem.path("problems").path(0).path("path").asText()).isEqualTo(path);
    assertThat(problem.path("problems").path(0).path("rule").asText()).isEqualTo(code);
    assertThat(problem.path("problems").path(0).path("message").asText())
        .doesNotContain("segment.problem");
  }
}
