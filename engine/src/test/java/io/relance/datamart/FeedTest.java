package io.relance.datamart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.relance.ApiTest;
import io.relance.core.ContactId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Events become rows of tables, in the transaction that takes them. */
@NullUnmarked
class FeedTest extends ApiTest {

  private static final String LINES =
      """
      {"name":"lines","link":"table","parent":"orders","columns":[
        {"name":"sku","type":"text"},{"name":"qty","type":"number"}]}
      """;

  @Autowired Tables tables;

  private ContactId ada;

  @BeforeEach
  void twoTablesAndTheirFeeds() {
    call("POST", "/api/tables", DatamartTest.ORDERS).ok(201);
    call("POST", "/api/tables", LINES).ok(201);
    feed(
        "orders",
        "{'key':['orderId'],'columns':{'amount':'total','shop':'shop.name','placed_at':'@occurredAt','gift':'gift'}}");
    feed(
        "lines",
        "{'key':['orderId','lines[].sku'],'parent':'orderId','columns':{'sku':'lines[].sku','qty':'lines[].qty'}}");
    ada = subscriber("ada", input -> input);
  }

  private JsonNode feed(String table, String json) {
    return call("PUT", "/api/tables/" + table + "/feeds/OrderPlaced", json.replace('\'', '"'))
        .ok(200);
  }

  private static Map<String, Object> order(String id, Object total, Object... lines) {
    return Map.of(
        "orderId", id, "total", total, "shop", Map.of("name", "A"), "lines", List.of(lines));
  }

  private static Map<String, Object> line(String sku, Object qty) {
    return Map.of("sku", sku, "qty", qty);
  }

  private List<String> refusals(String table) {
    return read("/api/tables/" + table + "/feed-refusals")
        .ok(200)
        .path("items")
        .findValuesAsText("rule");
  }

  @Test
  void anEventBecomesARowAndItsListTheRowsThatBelongToIt() {
    tell(ada, "OrderPlaced", null, order("o-1", 40, line("tea", 2), line("pot", 1)));
    settle();

    JsonNode row = read("/api/tables/orders/rows/o-1").ok(200);
    assertThat(row.path("contact").asText()).isEqualTo("ada");
    assertThat(row.path("amount").asInt()).isEqualTo(40);
    assertThat(row.path("shop").asText()).isEqualTo("A");
    assertThat(row.path("placed_at").asText()).isEqualTo(T0.toString());
    assertThat(row.path("gift").isNull()).isTrue();
    JsonNode lines = read("/api/tables/lines/rows?contact=ada").ok(200).path("items");
    assertThat(lines.findValuesAsText("key")).containsExactlyInAnyOrder("o-1:tea", "o-1:pot");
    assertThat(lines.findValuesAsText("parent")).containsOnly("o-1");
    assertThat(refusals("orders")).isEmpty();
  }

  @Test
  void theSameOrderToldTwiceIsOneRowAndALaterEventChangesOnlyWhatItNames() {
    tell(ada, "OrderPlaced", null, order("o-1", 40));
    tell(ada, "OrderPlaced", null, order("o-1", 40));
    settle();
    assertThat(tables.count("orders")).isEqualTo(1);

    call(
            "PUT",
            "/api/tables/orders/feeds/OrderWrapped",
            "{\"key\":[\"order.no\"],\"columns\":{\"gift\":\"wrapped\"}}")
        .ok(200);
    tell(ada, "OrderWrapped", null, Map.of("order", Map.of("no", "o-1"), "wrapped", "yes"));
    settle();
    JsonNode row = read("/api/tables/orders/rows/o-1").ok(200);
    assertThat(row.path("gift").asBoolean()).isTrue();
    assertThat(row.path("amount").asInt()).isEqualTo(40);
  }

  @Test
  void whatDoesNotFitIsNotedAndTheEventGoesOnItsWay() {
    ContactId bob = subscriber("bob", input -> input);
    tell(ada, "OrderPlaced", null, order("o-1", "a lot", line("tea", 1)));
    tell(bob, "OrderPlaced", null, order("o-2", "12,50", line("tea", "many"), line("pot", 1)));
    settle();
    tell(ada, "OrderPlaced", null, Map.of("total", 3));
    tell(bob, "OrderPlaced", null, Map.of("orderId", "o-3", "lines", "none"));
    settle();

    assertThat(tables.count("orders")).isEqualTo(2);
    assertThat(read("/api/tables/orders/rows/o-2").ok(200).path("amount").asText())
        .isEqualTo("12.5");
    assertThat(refusals("orders")).containsExactlyInAnyOrder("number", "key");
    assertThat(refusals("lines")).containsExactlyInAnyOrder("no-parent", "number", "list");
    JsonNode refusal = read("/api/tables/orders/feed-refusals").ok(200).path("items").get(1);
    assertThat(refusal.path("field").asText()).isEqualTo("amount");
    assertThat(refusal.path("contact").asText()).isEqualTo("ada");
    assertThat(refusal.path("key").asText()).isEqualTo("o-1");
    assertThat(refusal.path("message").asText()).contains("must be a number");
    assertThat(
            jdbc.sql("SELECT count(*) FROM event WHERE state IN ('NEW', 'FAILED')")
                .query(Long.class)
                .single())
        .isZero();

    contacts.erase(ada);
    assertThat(refusals("orders")).isEmpty();
  }

  @Test
  void whoWalksOnTheEventMayAskForTheRowAlready() {
    call(
            "POST",
            "/api/aggregates",
            "{\"name\":\"total\",\"table\":\"orders\",\"function\":\"sum\",\"column\":\"amount\"}")
        .ok(201);
    publishDiagram(
        io.relance.Sketch.journey(
                "thanks",
                "<bpmn:startEvent id=\"start\"><bpmn:messageEventDefinition messageRef=\"Message_came\" /></bpmn:startEvent>"
                    + "<bpmn:exclusiveGateway id=\"much\" default=\"no\" />"
                    + io.relance.Sketch.end("big", "big")
                    + io.relance.Sketch.end("small", "small")
                    + io.relance.Sketch.flow("start", "much")
                    + "<bpmn:sequenceFlow id=\"yes\" sourceRef=\"much\" targetRef=\"big\"><bpmn:conditionExpression xsi:type=\"bpmn:tFormalExpression\" language=\"feel\">mart.total &gt; 39</bpmn:conditionExpression></bpmn:sequenceFlow>"
                    + "<bpmn:sequenceFlow id=\"no\" sourceRef=\"much\" targetRef=\"small\" />",
                "came")
            .replace("name=\"came\"", "name=\"OrderPlaced\""));
    tell(ada, "OrderPlaced", null, order("o-1", 40));
    settle();
    assertThat(ends("thanks")).isEqualTo(Map.of("big", 1L));
  }

  @Test
  void eventsThatNobodyMappedCostNoStatement() {
    long mapped = statementsOf("OrderPlaced", "o-9");
    call("DELETE", "/api/tables/orders/feeds/OrderPlaced").ok(204);
    call("DELETE", "/api/tables/lines/feeds/OrderPlaced").ok(204);
    long unmapped = statementsOf("OrderPlaced", "o-10");
    jdbc.sql("DELETE FROM mart_feed").update();
    assertThat(statementsOf("Other", "o-11")).isEqualTo(unmapped).isLessThan(mapped);
    assertThat(tables.count("orders")).isEqualTo(1);
  }

  private long statementsOf(String name, String id) {
    settle();
    tell(ada, name, null, order(id, 1));
    return statements.during(this::settle);
  }

  @Test
  void everythingThatIsWrongWithAMappingIsToldAtOnce() {
    JsonNode problem =
        call(
                "PUT",
                "/api/tables/lines/feeds/OrderPlaced",
                "{\"key\":[\"a..b\"],\"columns\":{\"colour\":\"c\",\"qty\":\"a[].b[].c\",\"sku\":\"@when\"}}")
            .problem(422, "feed-invalid");
    assertThat(problem.path("errors").findValuesAsText("field"))
        .contains("key", "parent", "columns.colour", "columns.qty", "columns.sku");
    problem =
        call(
                "PUT",
                "/api/tables/orders/feeds/OrderPlaced",
                "{\"key\":[\"orderId\"],\"columns\":{\"shop\":\"lines[].shop\"}}")
            .problem(422, "feed-invalid");
    assertThat(problem.path("errors").get(0).path("message").asText()).contains("@place");
    call("PUT", "/api/tables/none/feeds/X", "{\"key\":[\"a\"]}").problem(404, "table-not-found");
    call("DELETE", "/api/tables/orders/feeds/X").problem(404, "feed-not-found");
  }

  @Test
  void aColumnThatAnEventFillsIsNotRemoved() {
    assertThat(
            call("DELETE", "/api/tables/orders/columns/shop")
                .problem(409, "column-in-use")
                .path("detail")
                .asText())
        .contains("OrderPlaced");
    call("DELETE", "/api/tables/lines").ok(204);
    call("DELETE", "/api/tables/orders").ok(204);
    assertThat(jdbc.sql("SELECT count(*) FROM mart_feed").query(Long.class).single()).isZero();
  }
}
