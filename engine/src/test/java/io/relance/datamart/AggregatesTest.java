package io.relance.datamart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.relance.ApiTest;
import io.relance.Sketch;
import io.relance.core.ContactId;
import io.relance.journey.Enrolments;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Aggregates and formulas say what SQL written by hand says, and reach conditions and texts. */
@NullUnmarked
class AggregatesTest extends ApiTest {

  @Autowired private ContactAnswers answers;
  @Autowired private Catalogue catalogue;
  @Autowired private TableRows rows;
  @Autowired private Tables tables;
  @Autowired private Enrolments enrolments;

  @BeforeEach
  void orders() {
    call("POST", "/api/tables", DatamartTest.ORDERS).ok(201);
  }

  private void aggregate(String name, String rest) {
    call("POST", "/api/aggregates", "{\"name\":\"%s\",%s}".formatted(name, rest.replace('\'', '"')))
        .ok(201);
  }

  private Map<String, Object> of(ContactId contact) {
    return answers.of(List.of(contact), Set.of()).getOrDefault(contact, Map.of());
  }

  private void order(String key, String contact, String json) {
    assertThat(
            call(
                    "PUT",
                    "/api/tables/orders/rows/" + key,
                    "{\"contact\":\"%s\"%s}".formatted(contact, json.replace('\'', '"')))
                .status())
        .isIn(200, 201);
  }

  // ------------------------------------------------------------------ against SQL by hand

  @Test
  void generatedRowsAreCountedAsByHand() {
    long seed = Long.getLong("relance.datamart.seed", System.nanoTime());
    System.out.println("-Drelance.datamart.seed=" + seed);
    Random random = new Random(seed);
    List<ContactId> people = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      people.add(subscriber("p" + i, input -> input));
    }
    generate(random, 800);
    aggregate("orders_all", "'table':'orders','function':'count'");
    aggregate(
        "basket_a",
        "'table':'orders','function':'avg','column':'amount','days':90,'filters':[{'column':'shop','operator':'equal','value':'A'}]");
    aggregate("total", "'table':'orders','function':'sum','column':'amount'");
    aggregate("last_day", "'table':'orders','function':'max','column':'day'");
    aggregate("first_at", "'table':'orders','function':'min','column':'placed_at'");
    aggregate("last_shop", "'table':'orders','function':'last','column':'shop'");
    aggregate("favourite_shop", "'table':'orders','function':'favourite','column':'shop'");
    aggregate(
        "gifts_elsewhere",
        "'table':'orders','function':'count','column':'amount','filters':[{'column':'gift','operator':'equal','value':true},{'column':'shop','operator':'none_of','value':['A','B']}]");

    Map<ContactId, Map<String, Object>> all = answers.of(people, Set.of());
    for (ContactId one : people) {
      Map<String, Object> own = all.get(one);
      assertThat(own.get("orders_all")).isEqualTo(byHand("count(*)::numeric", "true", one));
      assertThat(own.get("total")).isEqualTo(byHand("coalesce(sum(amount), 0)", "true", one));
      assertThat(own.get("basket_a"))
          .isEqualTo(
              byHand(
                  "round(avg(amount), 4)",
                  "shop = 'A' AND placed_at > '2026-12-01T08:00:00Z' AND placed_at <= '2027-03-01T08:00:00Z'",
                  one));
      assertThat(own.get("gifts_elsewhere"))
          .isEqualTo(
              byHand(
                  "count(amount)::numeric",
                  "gift AND (shop IS NULL OR shop NOT IN ('A','B'))",
                  one));
      assertThat(String.valueOf(own.get("last_day")))
          .isEqualTo(
              textByHand("SELECT max(day)::text FROM mart.orders WHERE contact_id = :id", one));
      assertThat(String.valueOf(own.get("last_shop")))
          .isEqualTo(
              textByHand(
                  """
                  SELECT shop FROM mart.orders WHERE contact_id = :id AND shop IS NOT NULL
                   ORDER BY placed_at DESC NULLS LAST, id DESC LIMIT 1
                  """,
                  one));
      assertThat(String.valueOf(own.get("favourite_shop")))
          .isEqualTo(
              textByHand(
                  """
                  SELECT shop FROM mart.orders WHERE contact_id = :id AND shop IS NOT NULL
                   GROUP BY shop ORDER BY count(*) DESC, shop LIMIT 1
                  """,
                  one));
    }
    theRelationSaysTheSame(people, all);
  }

  private void theRelationSaysTheSame(
      Collection<ContactId> people, Map<ContactId, Map<String, Object>> all) {
    Questions questions = catalogue.questions();
    Sql sql = questions.values(catalogue.aggregate("total").orElseThrow());
    jdbc.sql(sql.text())
        .params(sql.parameters())
        .query(
            row -> {
              assertThat(row.getBigDecimal("value"))
                  .isEqualByComparingTo(
                      (BigDecimal) all.get(new ContactId(row.getLong("contact_id"))).get("total"));
            });
    Sql exists =
        questions.exists(
            "orders", List.of(new Filter("amount", Operator.GREATER, 50)), 90, Sql.of("c.id"));
    Sql in = questions.rows("orders", List.of(new Filter("amount", Operator.GREATER, 50)), 90);
    assertThat(count(Sql.of("SELECT count(*) FROM contact c WHERE {}", exists)))
        .isEqualTo(count(Sql.of("SELECT count(*) FROM contact c WHERE c.id IN ({})", in)))
        .isBetween(1L, (long) people.size());
  }

  private long count(Sql sql) {
    return jdbc.sql(sql.text()).params(sql.parameters()).query(Long.class).single();
  }

  private void generate(Random random, int number) {
    List<Map<String, Object>> told = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      Map<String, Object> row = new java.util.HashMap<>();
      row.put("key", "g-" + i);
      row.put("contact", "p" + random.nextInt(20));
      Instant at = T0.minus(Duration.ofHours(random.nextInt(24 * 200))).plus(Duration.ofHours(48));
      row.put("placed_at", random.nextInt(20) == 0 ? null : at.toString());
      row.put("day", random.nextInt(10) == 0 ? null : at.toString().substring(0, 10));
      row.put("amount", random.nextInt(10) == 0 ? null : random.nextInt(10_000) / 100.0);
      row.put("shop", List.of("A", "B", "C", "D").get(random.nextInt(4)));
      if (random.nextInt(10) == 0) {
        row.put("shop", null);
      }
      row.put("gift", random.nextBoolean());
      told.add(row);
    }
    assertThat(rows.write(tables.named("orders"), told, false, 0).refused()).isEmpty();
  }

  private Object byHand(String value, String where, ContactId contact) {
    BigDecimal read =
        jdbc.sql("SELECT %s FROM mart.orders WHERE contact_id = :id AND %s".formatted(value, where))
            .param("id", contact.value())
            .query(BigDecimal.class)
            .optional()
            .orElse(null);
    if (read == null || read.signum() == 0) {
      return read == null ? null : BigDecimal.ZERO;
    }
    BigDecimal plain = read.stripTrailingZeros();
    return plain.scale() < 0 ? plain.setScale(0) : plain;
  }

  private String textByHand(String sql, ContactId contact) {
    return jdbc.sql(sql).param("id", contact.value()).query(String.class).optional().orElse("null");
  }

  // ------------------------------------------------------------------ windows

  @Test
  void aWindowBeginsAndEndsAtTheClockAndDatesAtMidnightOfTheInstallation() {
    ContactId ada = subscriber("ada", input -> input);
    call(
            "POST",
            "/api/tables",
            "{\"name\":\"visits\",\"time\":\"day\",\"columns\":[{\"name\":\"day\",\"type\":\"date\"}]}")
        .ok(201);
    aggregate("week_orders", "'table':'orders','function':'count','days':7");
    aggregate("week_visits", "'table':'visits','function':'count','days':7");
    order("just_in", "ada", ",'placed_at':'2027-02-22T08:00:01Z'");
    order("just_out", "ada", ",'placed_at':'2027-02-22T08:00:00Z'");
    order("now", "ada", ",'placed_at':'2027-03-01T08:00:00Z'");
    order("future", "ada", ",'placed_at':'2027-03-01T08:00:01Z'");
    order("never", "ada", "");
    for (String day : List.of("2027-02-22", "2027-02-23", "2027-03-01", "2027-03-02")) {
      call(
              "PUT",
              "/api/tables/visits/rows/" + day,
              "{\"contact\":\"ada\",\"day\":\"%s\"}".formatted(day))
          .ok(201);
    }

    assertThat(of(ada)).containsEntry("week_orders", new BigDecimal(2));
    assertThat(of(ada)).containsEntry("week_visits", new BigDecimal(2));
    // 23:30 in UTC is the next day in Paris already
    clock.stopAt(Instant.parse("2027-03-01T23:30:00Z"));
    assertThat(of(ada)).containsEntry("week_visits", new BigDecimal(2));
    assertThat(visits(ada)).containsExactly("2027-03-01", "2027-03-02");
    clock.stopAt(Instant.parse("2027-03-01T22:30:00Z"));
    assertThat(visits(ada)).containsExactly("2027-02-23", "2027-03-01");
  }

  private List<String> visits(ContactId contact) {
    Sql days =
        Sql.of(
            "SELECT v.day::text FROM mart.visits v WHERE v.contact_id = {} AND {} ORDER BY 1",
            contact.value(),
            new Moment(clock.instant(), java.time.ZoneId.of("Europe/Paris"))
                .lately(Sql.of("v.day"), ColumnType.DATE, 7));
    return jdbc.sql(days.text()).params(days.parameters()).query(String.class).list();
  }

  @Test
  void sevenDaysOverAChangeOfClocksBeginAtTheSameHour() {
    ContactId ada = subscriber("ada", input -> input);
    aggregate("week_orders", "'table':'orders','function':'count','days':7");
    // on 28 March clocks go forward in Paris: at 10:00 there, seven days before is 09:00 UTC
    order("in", "ada", ",'placed_at':'2027-03-25T09:00:01Z'");
    order("out", "ada", ",'placed_at':'2027-03-25T08:30:00Z'");
    clock.stopAt(Instant.parse("2027-04-01T08:00:00Z"));

    assertThat(of(ada)).containsEntry("week_orders", new BigDecimal(1));
  }

  // ------------------------------------------------------------------ paths

  @Test
  void aValueMayBeReachedOverTheOrderAndTheProduct() {
    call(
            "POST",
            "/api/tables",
            "{\"name\":\"products\",\"link\":\"none\",\"columns\":[{\"name\":\"category\",\"type\":\"text\"}]}")
        .ok(201);
    call(
            "POST",
            "/api/tables",
            """
            {"name":"lines","link":"table","parent":"orders","columns":[
              {"name":"product","type":"text","refersTo":"products"},{"name":"qty","type":"number"}]}
            """)
        .ok(201);
    ContactId ada = subscriber("ada", input -> input);
    order("o-1", "ada", ",'shop':'A','placed_at':'2027-02-20T00:00:00Z'");
    order("o-2", "ada", ",'shop':'B','placed_at':'2026-02-20T00:00:00Z'");
    call(
            "POST",
            "/api/tables/products/rows",
            "[{\"key\":\"lamp\",\"category\":\"light\"},{\"key\":\"pan\",\"category\":\"kitchen\"}]")
        .ok(200);
    call(
            "POST",
            "/api/tables/lines/rows",
            """
            [{"key":"1","parent":"o-1","product":"pan","qty":1},{"key":"2","parent":"o-1","product":"pan","qty":2},
             {"key":"3","parent":"o-2","product":"lamp","qty":4},{"key":"4","parent":"o-2","product":"gone","qty":8}]
            """)
        .ok(200);
    aggregate(
        "favourite_category", "'table':'lines','function':'favourite','column':'product.category'");
    aggregate("pieces_lately", "'table':'lines','function':'sum','column':'qty','days':90");
    aggregate(
        "pieces_b",
        "'table':'lines','function':'sum','column':'qty','filters':[{'column':'orders.shop','operator':'equal','value':'B'},{'column':'product.category','operator':'present'}]");

    assertThat(of(ada))
        .containsEntry("favourite_category", "kitchen")
        .containsEntry("pieces_lately", new BigDecimal(3))
        .containsEntry("pieces_b", new BigDecimal(4));
    assertThat(
            call("DELETE", "/api/tables/products/columns/category")
                .problem(409, "column-in-use")
                .path("detail")
                .asText())
        .contains("favourite_category", "pieces_b");
    call("DELETE", "/api/tables/products").problem(409, "table-in-use");
    call(
            "POST",
            "/api/aggregates",
            "{\"name\":\"x\",\"table\":\"products\",\"function\":\"count\"}")
        .problem(422, "aggregate-invalid");
  }

  // ------------------------------------------------------------------ refusals

  @Test
  void whatCannotBeComparedIsRefusedWithItsPlace() {
    JsonNode problem =
        call(
                "POST",
                "/api/aggregates",
                """
                {"name":"Bad name","table":"orders","function":"avg","column":"shop","days":0,"filters":[
                  {"column":"amount","operator":"contains","value":"1"},
                  {"column":"nothing","operator":"equal","value":1},
                  {"column":"amount","operator":"like","value":1},
                  {"column":"day","operator":"last_days","value":1.5},
                  {"column":"shop","operator":"one_of","value":[]},
                  {"column":"orders.shop","operator":"equal","value":"A"},
                  {"column":"shop\\" OR true --","operator":"equal","value":"A"}]}
                """)
            .problem(422, "aggregate-invalid");

    assertThat(problem.path("errors").findValuesAsText("field"))
        .containsExactlyInAnyOrder(
            "name",
            "column",
            "days",
            "filters[0].value",
            "filters[1].column",
            "filters[2].operator",
            "filters[3].value",
            "filters[4].value",
            "filters[5].column",
            "filters[6].column");
  }

  @Test
  void signsThatSqlGivesAMeaningToAreTakenAsTheyAre() {
    ContactId ada = subscriber("ada", input -> input);
    order("1", "ada", ",'shop':'100% \\\\_ok'");
    order("2", "ada", ",'shop':'100 ok'");
    aggregate(
        "percent",
        "'table':'orders','function':'count','filters':[{'column':'shop','operator':'contains','value':'% \\\\_'}]");
    aggregate(
        "injected",
        "'table':'orders','function':'count','filters':[{'column':'shop','operator':'not_equal','value':'x\\u0027) OR 1=1; DROP TABLE contact; -- :v1 ?'}]");

    assertThat(of(ada))
        .containsEntry("percent", new BigDecimal(1))
        .containsEntry("injected", new BigDecimal(2));
  }

  // ------------------------------------------------------------------ formulas

  @Test
  void aFormulaIsTrueFalseOrUnknown() {
    aggregate("total_year", "'table':'orders','function':'sum','column':'amount','days':365");
    ContactId vip = subscriber("vip", input -> input.attribute("country", "FR"));
    ContactId poor = subscriber("poor", input -> input.attribute("country", "FR"));
    ContactId unknown = subscriber("unknown", input -> input);
    for (String one : List.of("vip", "unknown")) {
      order(one, one, ",'amount':600,'placed_at':'2027-01-01T00:00:00Z'");
    }
    String rule =
        "{\"name\":\"vip\",\"labels\":{\"en\":\"VIP\"},\"rule\":{\"all\":[{\"value\":\"total_year\",\"operator\":\"greater\",\"to\":500},{\"value\":\"contact.country\",\"operator\":\"%s\",\"to\":\"%s\"}]}}";
    call("POST", "/api/formulas", rule.formatted("equal", "FR")).ok(201);

    assertThat(of(vip)).containsEntry("vip", true);
    assertThat(of(poor)).containsEntry("vip", false);
    assertThat(of(unknown)).doesNotContainKey("vip");
    Sql who =
        Sql.of(
            "SELECT count(*) FROM contact c WHERE {}",
            catalogue.questions().value(catalogue.formula("vip").orElseThrow(), Sql.of("c.id")));
    assertThat(count(who)).isEqualTo(1);

    call("PUT", "/api/formulas/vip", rule.formatted("not_equal", "FR")).ok(200);
    assertThat(of(vip)).containsEntry("vip", false);
    assertThat(of(unknown)).as("not FR is not known either").doesNotContainKey("vip");
    call("DELETE", "/api/aggregates/total_year").problem(409, "aggregate-in-use");
    call(
            "PUT",
            "/api/aggregates/total_year",
            "{\"table\":\"orders\",\"function\":\"last\",\"column\":\"shop\"}")
        .problem(422, "aggregate-invalid");
    call(
            "POST",
            "/api/aggregates",
            "{\"name\":\"vip\",\"table\":\"orders\",\"function\":\"count\"}")
        .problem(409, "name-taken");
    call("DELETE", "/api/formulas/vip").ok(204);
    call("DELETE", "/api/aggregates/total_year").ok(204);
  }

  @Test
  void aRuleThatIsNoneIsRefusedWithItsPlace() {
    JsonNode problem =
        call(
                "POST",
                "/api/formulas",
                """
                {"name":"f","rule":{"any":[{"all":[]},{"value":"nobody","operator":"equal","to":1},
                  {"value":"contact.score","operator":"at_least","to":"ten"},{},{"value":"contact.score","operator":"=","to":1}]}}
                """)
            .problem(422, "formula-invalid");
    assertThat(problem.path("errors").findValuesAsText("field"))
        .containsExactly(
            "rule.any[0]",
            "rule.any[1].value",
            "rule.any[2].to",
            "rule.any[3]",
            "rule.any[4].operator");
    call("POST", "/api/formulas", "{\"name\":\"f\"}").problem(422, "formula-invalid");
  }

  // ------------------------------------------------------------------ conditions and texts

  @Test
  void conditionsAndTextsAskTheTablesAtTheMomentThatTheyArePassed() {
    aggregate("total", "'table':'orders','function':'sum','column':'amount'");
    aggregate("last_shop", "'table':'orders','function':'last','column':'shop'");
    call(
            "POST",
            "/api/formulas",
            "{\"name\":\"vip\",\"rule\":{\"value\":\"total\",\"operator\":\"greater\",\"to\":500}}")
        .ok(201);
    publishDiagram(journey());
    ContactId vip = subscriber("vip", input -> input);
    ContactId poor = subscriber("poor", input -> input);
    order("1", "vip", ",'amount':450.5,'shop':'Lyon','placed_at':'2027-01-01T00:00:00Z'");
    enrolments.enrol("shop", new Enrolments.Entry(vip, null, "{}", null));
    enrolments.enrol("shop", new Enrolments.Entry(poor, null, "{}", null));
    settle();
    // while they wait
    order("2", "vip", ",'amount':50,'shop':'Nice','placed_at':'2027-02-01T00:00:00Z'");
    time.advance(Duration.ofDays(2));
    settle();

    assertThat(ends("shop")).isEqualTo(Map.of("thanked", 1L, "left", 1L));
    assertThat(mails("vip").get(0).text()).contains("500.5 in Nice");
    JsonNode vocabulary = read("/api/vocabulary").ok(200);
    assertThat(vocabulary.path("mart").findValuesAsText("name")).isEmpty();
    assertThat(vocabulary.path("mart").toString()).isEqualTo("[\"last_shop\",\"total\",\"vip\"]");
    assertThat(
            call("DELETE", "/api/formulas/vip")
                .problem(409, "formula-in-use")
                .path("detail")
                .asText())
        .contains("the journey 'shop'");
    call("DELETE", "/api/aggregates/last_shop").problem(409, "aggregate-in-use");
  }

  private static String journey() {
    return Sketch.journey(
        "shop",
        Sketch.start("start")
            + Sketch.timer("wait", "P1D")
            + "<bpmn:exclusiveGateway id=\"who\" default=\"who__left\" />"
            + Sketch.step(
                "mail",
                "sendEmail",
                "subject",
                "Thank you",
                "body",
                "You spent {{ mart.total }} in {{ mart.last_shop }}. [Unsubscribe]({{ links.unsubscribe }})",
                "purpose",
                "marketing")
            + Sketch.end("thanked", "thanked")
            + Sketch.end("left", "left")
            + Sketch.flow("start", "wait")
            + Sketch.flow("wait", "who")
            + """
              <bpmn:sequenceFlow id="who__mail" sourceRef="who" targetRef="mail"><bpmn:conditionExpression
              xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="bpmn:tFormalExpression"
              language="feel">mart.vip and mart.total &gt; 500</bpmn:conditionExpression></bpmn:sequenceFlow>
              """
            + Sketch.flow("who", "left")
            + Sketch.flow("mail", "thanked"));
  }

  @Test
  void aThousandContactsAreAnsweredInAsManyStatementsAsTwo() {
    aggregate("total", "'table':'orders','function':'sum','column':'amount'");
    aggregate("orders_all", "'table':'orders','function':'count'");
    call(
            "POST",
            "/api/formulas",
            "{\"name\":\"vip\",\"rule\":{\"value\":\"total\",\"operator\":\"greater\",\"to\":500}}")
        .ok(201);
    jdbc.sql(
            """
            INSERT INTO contact (external_id, created_at, changed_at)
            SELECT 'm' || n, :now, :now FROM generate_series(1, 1000) n
            """)
        .param("now", T0.atOffset(java.time.ZoneOffset.UTC))
        .update();
    List<ContactId> all =
        jdbc.sql("SELECT id FROM contact ORDER BY id")
            .query((row, n) -> new ContactId(row.getLong(1)))
            .list();

    assertThat(statements.during(() -> assertThat(answers.of(all, Set.of())).hasSize(1000)))
        .isEqualTo(statements.during(() -> answers.of(all.subList(0, 2), Set.of())))
        .isLessThanOrEqualTo(6);
  }

  @Test
  void oneContactAmongManyRowsIsFoundByTheIndex() {
    aggregate("basket", "'table':'orders','function':'avg','column':'amount','days':90");
    jdbc.sql(
            """
            INSERT INTO contact (external_id, created_at, changed_at)
            SELECT 'm' || n, :now, :now FROM generate_series(1, 2000) n
            """)
        .param("now", T0.atOffset(java.time.ZoneOffset.UTC))
        .update();
    jdbc.sql(
            """
            INSERT INTO mart.orders (key, contact_id, amount, placed_at)
            SELECT 'o' || c.id || '-' || n, c.id, n, :now::timestamptz - n * interval '1 hour'
              FROM contact c CROSS JOIN generate_series(1, 10) n
            """)
        .param("now", T0.atOffset(java.time.ZoneOffset.UTC))
        .update();
    jdbc.sql("ANALYZE mart.orders").update();
    Sql question =
        catalogue
            .questions()
            .value(catalogue.aggregate("basket").orElseThrow(), Sql.of("{}::bigint", 7L));
    List<String> plan =
        jdbc.sql("EXPLAIN SELECT " + question.text())
            .params(question.parameters())
            .query(String.class)
            .list();
    assertThat(String.join("\n", plan)).contains("orders_by_contact").doesNotContain("Seq Scan");
  }
}
