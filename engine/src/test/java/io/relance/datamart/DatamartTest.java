package io.relance.datamart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.relance.ApiTest;
import io.relance.core.ContactId;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What a user declares and feeds, over HTTP. */
@NullUnmarked
class DatamartTest extends ApiTest {

  static final String ORDERS =
      """
      {"name":"orders","labels":{"en":"Orders","fr":"Commandes"},"time":"placed_at","columns":[
        {"name":"amount","type":"number"},{"name":"shop","type":"text","labels":{"fr":"Magasin"}},
        {"name":"placed_at","type":"instant"},{"name":"day","type":"date"},{"name":"gift","type":"boolean"}]}
      """;

  @Autowired Belongings belongings;
  @Autowired TableRows rows;
  @Autowired Tables tables;

  private void orders() {
    call("POST", "/api/tables", ORDERS).ok(201);
  }

  private ContactId ada() {
    return subscriber("ada", input -> input);
  }

  // ------------------------------------------------------------------ declaring

  @Test
  void aDeclaredTableIsARealTableWithItsTypesAndIndexes() {
    orders();

    JsonNode orders = read("/api/tables/orders").ok(200);
    assertThat(orders.path("labels").path("fr").asText()).isEqualTo("Commandes");
    assertThat(orders.path("link").asText()).isEqualTo("contact");
    assertThat(read("/api/tables").ok(200).path("items")).hasSize(1);
    assertThat(
            jdbc.sql(
                    """
                    SELECT column_name || ' ' || data_type FROM information_schema.columns
                     WHERE table_schema = 'mart' AND table_name = 'orders' ORDER BY ordinal_position
                    """)
                .query(String.class)
                .list())
        .containsExactly(
            "id bigint",
            "key text",
            "contact_id bigint",
            "amount numeric",
            "shop text",
            "placed_at timestamp with time zone",
            "day date",
            "gift boolean");
    assertThat(
            jdbc.sql("SELECT indexdef FROM pg_indexes WHERE indexname = 'orders_by_contact'")
                .query(String.class)
                .single())
        .endsWith("(contact_id, placed_at)");
    assertThat(audited()).contains("table.created orders");
  }

  @Test
  void everythingThatIsWrongWithATableIsToldAtOnce() {
    JsonNode problem =
        call(
                "POST",
                "/api/tables",
                """
                {"name":"Orders!","labels":{"de":"Bestellungen"},"link":"table","time":"amount","columns":[
                  {"name":"id","type":"text"},{"name":"amount","type":"money"},{"name":"a","type":"text"},
                  {"name":"a","type":"number","refersTo":"nowhere"}]}
                """)
            .problem(422, "table-invalid");

    assertThat(problem.path("errors").findValuesAsText("field"))
        .containsExactlyInAnyOrder(
            "name",
            "labels.de",
            "columns[0].name",
            "columns[1].type",
            "columns[3].refersTo",
            "columns[3].name",
            "parent",
            "time");
    assertThat(read("/api/tables").ok(200).path("items")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"select", "table", "user", "order", "group", "all", "mart_row", "contact_"})
  void wordsOfSqlAreNamesLikeOthers(String word) {
    String table =
        """
        {"name":"%s","columns":[{"name":"%s","type":"number"},{"name":"from","type":"text"}]}
        """
            .formatted(word, word);
    call("POST", "/api/tables", table).ok(201);
    ada();
    call(
            "PUT",
            "/api/tables/" + word + "/rows/1",
            "{'contact':'ada','%s':3,'from':'x'}".formatted(word).replace('\'', '"'))
        .ok(201);
    call(
            "POST",
            "/api/aggregates",
            """
            {"name":"where","table":"%s","function":"sum","column":"%s",
             "filters":[{"column":"from","operator":"equal","value":"x"}]}
            """
                .formatted(word, word))
        .ok(201);

    assertThat(read("/api/contacts/ada/mart").ok(200).path("values").path("where").asInt())
        .isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\\\"; DROP TABLE contact; --",
        "a b",
        "é",
        "1a",
        "A",
        "",
        "a\\u0000",
        "a;b",
        "xmin",
        "ctid",
        "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddx",
        "orders_pkey",
        "orders_by_contact"
      })
  void aNameThatIsNoPlainWordIsRefused(String name) {
    call("POST", "/api/tables", "{\"name\":\"%s\"}".formatted(name)).problem(422, "table-invalid");
  }

  @Test
  void columnsComeLaterAndGoWhenNothingUsesThem() {
    orders();
    ada();
    row("o-1", "{'contact':'ada','amount':10}");
    call("POST", "/api/tables/orders/columns", "{\"name\":\"coupon\",\"type\":\"text\"}").ok(201);
    call("POST", "/api/tables/orders/columns", "{\"name\":\"coupon\",\"type\":\"text\"}")
        .problem(409, "column-exists");
    row("o-1", "{'contact':'ada','amount':10,'coupon':'X'}");
    call(
            "POST",
            "/api/aggregates",
            "{\"name\":\"coupons\",\"table\":\"orders\",\"function\":\"count\",\"filters\":[{\"column\":\"coupon\",\"operator\":\"present\"}]}")
        .ok(201);

    assertThat(
            call("DELETE", "/api/tables/orders/columns/coupon")
                .problem(409, "column-in-use")
                .path("detail")
                .asText())
        .contains("the aggregate 'coupons'");
    call("DELETE", "/api/tables/orders").problem(409, "table-in-use");
    call("DELETE", "/api/tables/orders/columns/placed_at").problem(409, "column-in-use");
    call("DELETE", "/api/aggregates/coupons").ok(204);
    call("DELETE", "/api/tables/orders/columns/coupon").ok(200);
    call("DELETE", "/api/tables/orders/columns/coupon").problem(404, "column-not-found");
    assertThat(read("/api/tables/orders/rows/o-1").ok(200).has("coupon")).isFalse();
  }

  @Test
  void aTableWithRowsIsDroppedOnlyWhenThatIsSaid() {
    orders();
    ada();
    row("o-1", "{'contact':'ada'}");

    assertThat(
            call("DELETE", "/api/tables/orders")
                .problem(409, "table-not-empty")
                .path("detail")
                .asText())
        .contains("1 rows");
    call("DELETE", "/api/tables/orders?withRows=true").ok(204);
    read("/api/tables/orders").problem(404, "table-not-found");
    assertThat(
            jdbc.sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'mart'")
                .query(Long.class)
                .single())
        .isZero();
  }

  @Test
  void theTimeOfRowsMayBeChosenLater() {
    call(
            "POST",
            "/api/tables",
            "{\"name\":\"visits\",\"columns\":[{\"name\":\"day\",\"type\":\"date\"}]}")
        .ok(201);
    String lately =
        "{\"name\":\"visits_lately\",\"table\":\"visits\",\"function\":\"count\",\"days\":30}";
    call("POST", "/api/aggregates", lately).problem(422, "aggregate-invalid");
    call("PUT", "/api/tables/visits", "{\"time\":\"day\"}").ok(200);
    call("POST", "/api/aggregates", lately).ok(201);
    call("PUT", "/api/tables/visits", "{\"time\":\"\"}").problem(409, "column-in-use");
  }

  // ------------------------------------------------------------------ feeding

  @Test
  void eachBadRowIsRefusedByItselfAndTheOthersAreStored() {
    orders();
    ada();
    JsonNode told =
        call(
                "POST",
                "/api/tables/orders/rows",
                """
                [{"key":"o-0","contact":"ada","amount":12.5,"placed_at":"2027-02-01T10:00:00+01:00","day":"2027-02-01","gift":true},
                 {"key":"o-1","contact":"nobody","amount":1},
                 {"key":"o-2","contact":"ada","amount":"12"},
                 {"contact":"ada"},
                 {"key":"o-4","contact":"ada","day":"2027-02-30"},
                 {"key":"o-5","contact":"ada","placed_at":"yesterday","gift":1},
                 {"key":"o-6","contact":"ada","colour":"red"},
                 {"key":"o-7"},
                 null,
                 {"key":"o-9","contact":"ada","shop":"'); DROP TABLE contact; --","amount":-0.10}]
                """)
            .ok(200);

    assertThat(told.path("created").asInt()).isEqualTo(2);
    assertThat(refusals(told))
        .containsExactly(
            "1 contact",
            "2 amount",
            "3 key",
            "4 day",
            "5 placed_at",
            "5 gift",
            "6 colour",
            "7 contact",
            "8 key");
    JsonNode stored = read("/api/tables/orders/rows?contact=ada").ok(200).path("items");
    assertThat(stored).hasSize(2);
    assertThat(stored.get(0).path("shop").asText()).isEqualTo("'); DROP TABLE contact; --");
    assertThat(stored.get(0).path("amount").decimalValue()).isEqualByComparingTo("-0.1");
    assertThat(stored.get(1).path("placed_at").asText()).isEqualTo("2027-02-01T09:00:00Z");
  }

  @Test
  void theSameRowTwiceIsOneRowAndAWholeOneEachTime() {
    orders();
    ada();
    row("o-1", "{'contact':'ada','amount':10,'shop':'A'}");
    assertThat(
            call(
                    "POST",
                    "/api/tables/orders/rows",
                    "[{\"key\":\"o-1\",\"contact\":\"ada\",\"amount\":10,\"shop\":\"A\"}]")
                .ok(200)
                .path("unchanged")
                .asInt())
        .isEqualTo(1);
    call("PUT", "/api/tables/orders/rows/o-1", "{\"contact\":\"ada\",\"amount\":11}").ok(200);
    JsonNode row = read("/api/tables/orders/rows/o-1").ok(200);
    assertThat(row.path("amount").asInt()).isEqualTo(11);
    assertThat(row.path("shop").isNull()).isTrue();
    call("PUT", "/api/tables/orders/rows/o-1", "{\"contact\":\"who\"}").problem(422, "row-invalid");
    call("PUT", "/api/tables/orders/rows/o-1", "{\"key\":\"o-2\",\"contact\":\"ada\"}")
        .problem(422, "row-invalid");
    call("DELETE", "/api/tables/orders/rows/o-1").ok(204);
    call("DELETE", "/api/tables/orders/rows/o-1").problem(404, "row-not-found");
  }

  @Test
  void aRequestTellsAtMostAThousandRows() {
    orders();
    String many =
        IntStream.rangeClosed(0, 1000)
            .mapToObj(i -> "{\"key\":\"o-" + i + "\"}")
            .collect(Collectors.joining(",", "[", "]"));
    call("POST", "/api/tables/orders/rows", many).problem(422, "too-many-rows");
  }

  @Test
  void aThousandRowsTakeAsManyStatementsAsTen() {
    orders();
    ada();
    Table table = tables.named("orders");
    assertThat(statements.during(() -> write(table, 0, 1_000)))
        .isEqualTo(statements.during(() -> write(table, 1_000, 1_010)))
        .isLessThan(10);
    assertThat(tables.count("orders")).isEqualTo(1_010);
  }

  private void write(Table table, int from, int to) {
    List<Map<String, Object>> told = new ArrayList<>();
    for (int i = from; i < to; i++) {
      told.add(Map.of("key", "o-" + i, "contact", "ada", "amount", i));
    }
    rows.write(table, told, false, 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e400",
        "12345678901234567",
        "0.00000000001",
        "\"NaN\"",
        "9999999999999999999999"
      })
  void aNumberThatCannotBeKeptIsRefused(String number) {
    orders();
    ada();
    call(
            "PUT",
            "/api/tables/orders/rows/o-1",
            "{\"contact\":\"ada\",\"amount\":%s}".formatted(number))
        .problem(422, "row-invalid");
  }

  @Test
  void linesBelongToTheContactOfTheirOrderAndFollowIt() {
    orders();
    call(
            "POST",
            "/api/tables",
            "{\"name\":\"lines\",\"link\":\"table\",\"parent\":\"orders\",\"columns\":[{\"name\":\"qty\",\"type\":\"number\"}]}")
        .ok(201);
    ada();
    ContactId bob = subscriber("bob", input -> input);
    row("o-1", "{'contact':'ada'}");
    JsonNode told =
        call(
                "POST",
                "/api/tables/lines/rows",
                "[{\"key\":\"l-1\",\"parent\":\"o-1\",\"qty\":2},{\"key\":\"l-2\",\"parent\":\"o-9\"},{\"key\":\"l-3\",\"contact\":\"ada\"}]")
            .ok(200);
    assertThat(refusals(told)).containsExactly("1 parent", "2 contact", "2 parent");
    assertThat(read("/api/tables/lines/rows?contact=ada").ok(200).path("items")).hasSize(1);

    row("o-1", "{'contact':'bob'}");
    assertThat(read("/api/tables/lines/rows?contact=ada").ok(200).path("items")).isEmpty();
    assertThat(read("/api/tables/lines/rows/l-1").ok(200).path("contact").asText())
        .isEqualTo("bob");
    call("DELETE", "/api/tables/orders").problem(409, "table-in-use");

    contacts.erase(bob);
    assertThat(tables.count("orders") + tables.count("lines")).isZero();
  }

  // ------------------------------------------------------------------ CSV

  @Test
  void aFileIsReadWithItsDelimiterItsEncodingAndItsBadLines() {
    orders();
    ada();
    String file =
        """
        key;contact;amount;shop;day
        o-1;ada;12,50;Orléans;2027-02-01
        o-2;nobody;1;A;
        o-3;ada;many;A;
        o-4;ada;1
        o-5;ada;;"A;B";
        """;
    JsonNode report = upload(file.getBytes(Charset.forName("windows-1252")), 200);

    assertThat(report.path("created").asInt()).isEqualTo(2);
    assertThat(report.path("refused").asInt()).isEqualTo(3);
    assertThat(report.path("reasons").findValuesAsText("place"))
        .containsExactlyInAnyOrder("3", "4", "5");
    assertThat(read("/api/tables/orders/rows/o-1").ok(200).path("shop").asText())
        .isEqualTo("Orléans");
    assertThat(read("/api/tables/orders/rows/o-5").ok(200).path("shop").asText()).isEqualTo("A;B");
    assertThat(upload(file.getBytes(StandardCharsets.UTF_8), 200).path("unchanged").asInt())
        .isEqualTo(2);
  }

  @Test
  void aFileOfUnknownColumnsIsRefusedWhole() {
    orders();
    assertThat(
            upload("key,contact,colour\n1,ada,red\n".getBytes(StandardCharsets.UTF_8), 422)
                .path("detail")
                .asText())
        .contains("colour");
    upload("".getBytes(StandardCharsets.UTF_8), 422);
    upload("contact\nada\n".getBytes(StandardCharsets.UTF_8), 422);
  }

  private JsonNode upload(byte[] file, int status) {
    return new Answer(
            send(
                authorized("/api/tables/orders/rows")
                    .header("Content-Type", "text/csv")
                    .method("POST", BodyPublishers.ofByteArray(file))))
        .ok(status);
  }

  // ------------------------------------------------------------------ people

  @Test
  void erasureLeavesNothingAndAMergeLosesNothing() {
    orders();
    ContactId ada = ada();
    ContactId bob = subscriber("bob", input -> input);
    row("o-1", "{'contact':'ada','shop':'A'}");
    row("o-2", "{'contact':'bob','shop':'B'}");

    call("POST", "/api/contacts/bob/merge", "{\"with\": \"ada\"}").ok(200);
    assertThat(belongings.of(bob, 10).values())
        .singleElement()
        .satisfies(page -> assertThat(page.items()).hasSize(2));
    assertThat(belongings.of(ada, 10)).isEmpty();
    contacts.erase(bob);
    assertThat(tables.count("orders")).isZero();
  }

  private void row(String key, String json) {
    assertThat(call("PUT", "/api/tables/orders/rows/" + key, json.replace('\'', '"')).status())
        .isIn(200, 201);
  }

  private static List<String> refusals(JsonNode told) {
    List<String> places = new ArrayList<>();
    told.path("refused")
        .forEach(one -> places.add(one.path("place").asInt() + " " + one.path("field").asText()));
    return places;
  }

  private List<String> audited() {
    return jdbc.sql("SELECT action || ' ' || what FROM audit").query(String.class).list();
  }
}
