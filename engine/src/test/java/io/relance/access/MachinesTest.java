package io.relance.access;

import static io.relance.access.Browser.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relance.core.Rejected;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@SpringBootTest(classes = AccessApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT)
class MachinesTest {

  private static final String EVENT = "{\"id\":\"e1\",\"name\":\"cart\"}";

  @LocalServerPort int port;
  @Autowired Tokens tokens;
  @Autowired JdbcClient jdbc;
  @Autowired AccessApplication.Hands clock;
  @Autowired AccessApplication.Behind behind;
  private Browser machine;
  private String bearer;

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry registry) {
    AccessApplication.configure(registry, "access_machines");
  }

  @BeforeEach
  void fresh() {
    machine = new Browser(port);
    bearer = "Bearer " + tokens.issue("test", EnumSet.allOf(Permission.class), null).secret();
    behind.told.set(0);
  }

  private HttpResponse<String> tell(String body, String... headers) {
    var all = new ArrayList<>(List.of("Authorization", bearer, "Content-Type", "application/json"));
    all.addAll(List.of(headers));
    return machine.send("POST", "/api/events", body, all.toArray(String[]::new));
  }

  // ---- tokens

  @Test
  void keepsOnlyTheHashOfATokenAndNeverPrintsIt() {
    Tokens.Issued issued = tokens.issue("shop", Set.of(Permission.READ), null);
    assertThat(TokenSecret.wellFormed(issued.secret())).isTrue();
    assertThat(TokenSecret.wellFormed(issued.secret().replace("rl_", "rl_x"))).isFalse();
    assertThat(issued.toString()).doesNotContain(issued.secret());
    assertThat(
            jdbc.sql("SELECT t::text FROM api_token t WHERE id = :id")
                .param("id", issued.id())
                .query(String.class)
                .single())
        .doesNotContain(issued.secret().split("_")[2]);
  }

  @Test
  void letsATokenDoWhatItsScopesSay() {
    String reader = "Bearer " + tokens.issue("reader", Set.of(Permission.READ), null).secret();
    assertThat(machine.get("/api/vocabulary", "Authorization", reader).statusCode()).isEqualTo(200);
    var told =
        machine.send(
            "POST",
            "/api/events",
            EVENT,
            "Authorization",
            reader,
            "Content-Type",
            "application/json");
    assertThat(told.statusCode()).isEqualTo(403);
    assertThat(header(told, "WWW-Authenticate")).contains("insufficient_scope").contains("events");
    assertThat(told.body()).contains("urn:relance:problem:forbidden");
    assertThat(machine.get("/journeys", "Authorization", reader).statusCode()).isEqualTo(302);
    assertThat(machine.cookie("JSESSIONID")).isEmpty();
  }

  @Test
  void refusesUnknownExpiredAndRevokedTokensAlike() {
    Tokens.Issued brief =
        tokens.issue("brief", Set.of(Permission.READ), clock.instant().plus(Duration.ofHours(1)));
    Tokens.Issued gone = tokens.issue("gone", Set.of(Permission.READ), null);
    assertThat(
            machine
                .get("/api/vocabulary", "Authorization", "Bearer " + brief.secret())
                .statusCode())
        .isEqualTo(200);
    clock.advance(Duration.ofHours(1));
    tokens.revoke(gone.id());
    for (String secret :
        new String[] {brief.secret(), gone.secret(), "rl_nonsense", "x".repeat(600)}) {
      var answer = machine.get("/api/vocabulary", "Authorization", "Bearer " + secret);
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(header(answer, "WWW-Authenticate")).contains("invalid_token");
      assertThat(answer.body()).contains("unknown, expired or revoked").doesNotContain(secret);
    }
  }

  @Test
  void acceptsASecretTheOperatorChose() {
    tokens.adopt("demo", Set.of(Permission.READ), "let-me-in");
    tokens.adopt("demo", EnumSet.allOf(Permission.class), "let-me-in");
    assertThat(machine.get("/api/tokens", "Authorization", "Bearer let-me-in").statusCode())
        .isEqualTo(200);
  }

  @Test
  void notesTheUseOfATokenAtMostOnceAMinute() {
    machine.get("/api/vocabulary", "Authorization", bearer);
    OffsetDateTime first = used();
    clock.advance(Duration.ofSeconds(50));
    machine.get("/api/vocabulary", "Authorization", bearer);
    assertThat(used()).isEqualTo(first);
    clock.advance(Duration.ofSeconds(50));
    machine.get("/api/vocabulary", "Authorization", bearer);
    assertThat(used()).isAfter(first);
  }

  private OffsetDateTime used() {
    return jdbc.sql("SELECT used_at FROM api_token WHERE hash = :hash")
        .param("hash", TokenSecret.hash(bearer.substring("Bearer ".length())))
        .query(OffsetDateTime.class)
        .single();
  }

  @Test
  void managesTokensOverHttp() {
    var made =
        machine.send(
            "POST",
            "/api/tokens",
            "{\"name\":\"crm\",\"scopes\":[\"contacts\",\"read\"]}",
            "Authorization",
            bearer,
            "Content-Type",
            "application/json");
    assertThat(made.statusCode()).isEqualTo(201);
    String secret = made.body().replaceAll(".*\"token\":\"([^\"]+)\".*", "$1");
    String id = made.body().replaceAll(".*\"id\":\"([^\"]+)\".*", "$1");
    assertThat(machine.get("/api/vocabulary", "Authorization", "Bearer " + secret).statusCode())
        .isEqualTo(200);
    assertThat(machine.get("/api/tokens", "Authorization", bearer).body())
        .contains("crm")
        .doesNotContain(secret);
    assertThat(
            machine.send("DELETE", "/api/tokens/" + id, "", "Authorization", bearer).statusCode())
        .isEqualTo(204);
    assertThat(machine.get("/api/vocabulary", "Authorization", "Bearer " + secret).statusCode())
        .isEqualTo(401);
    var wrong =
        machine.send(
            "POST",
            "/api/tokens",
            "{\"name\":\"crm\",\"scopes\":[\"root\"]}",
            "Authorization",
            bearer,
            "Content-Type",
            "application/json");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).contains("\"field\":\"scopes\"");
    assertThatThrownBy(() -> tokens.issue(" ", Set.of(Permission.READ), null))
        .isInstanceOf(Rejected.class);
  }

  @Test
  void writesDownWhoDidIt() {
    machine.send("POST", "/api/journeys/check", "", "Authorization", bearer);
    String prefix = bearer.split("_")[1];
    assertThat(
            jdbc.sql(
                    "SELECT who || ' ' || action || ' ' || what || ' ' || detail FROM audit ORDER BY id DESC LIMIT 1")
                .query(String.class)
                .single())
        .isEqualTo("token:" + prefix + " diagram.checked welcome {\"problems\": \"0\"}");
  }

  // ---- problems

  @Test
  void namesThePlaceInWhatCannotBeRead() {
    assertThat(tell("{\"id\":\"1\",\"name\":\"a\",\"nmae\":1}").body())
        .contains("\"field\":\"nmae\"")
        .contains("known are: id, name");
    assertThat(tell("{\"id\":\"1\",\"id\":\"2\",\"name\":\"a\"}").statusCode()).isEqualTo(400);
    assertThat(tell(EVENT + EVENT).statusCode()).isEqualTo(400);
    assertThat(tell("{\"id\":[1],\"name\":\"a\"}").body())
        .contains("\"field\":\"id\"")
        .doesNotContain("java.lang");
    assertThat(tell("{\"id\":").body()).contains("line 1, column");
    assertThat(tell("[".repeat(60) + "]".repeat(60)).statusCode()).isEqualTo(400);
    assertThat(tell("{\"id\":" + "[".repeat(60) + "]".repeat(60) + "}").statusCode())
        .isEqualTo(400);
    assertThat(tell("").statusCode()).isEqualTo(400);
    assertThat(tell("{\"id\":\"" + "x".repeat(1 << 20) + "\"}").statusCode()).isEqualTo(413);
    assertThat(
            machine
                .send(
                    "POST",
                    "/api/events",
                    "a,b",
                    "Authorization",
                    bearer,
                    "Content-Type",
                    "text/plain")
                .statusCode())
        .isEqualTo(415);
    assertThat(machine.send("PUT", "/api/events", "", "Authorization", bearer).statusCode())
        .isEqualTo(405);
    assertThat(behind.told.get()).isZero();
  }

  @Test
  void writesRejectionsAsProblems() {
    var no = tell("{\"id\":\"1\",\"name\":\"refused\"}");
    assertThat(no.statusCode()).isEqualTo(409);
    assertThat(header(no, "Content-Type")).startsWith("application/problem+json");
    assertThat(no.body())
        .contains("\"type\":\"urn:relance:problem:already-inside\"")
        .contains("\"detail\":\"Already inside.\"")
        .contains("\"errors\":[{\"field\":\"id\",\"message\":\"again\"}]");
  }

  @Test
  void tellsNothingOfTheInsideWhenItBreaks() {
    var broken = tell("{\"id\":\"1\",\"name\":\"broken\"}");
    assertThat(broken.statusCode()).isEqualTo(500);
    assertThat(broken.body())
        .contains("\"id\":\"")
        .doesNotContain("secret")
        .doesNotContain("Exception");
  }

  // ---- idempotency

  @Test
  void answersTheSameKeyWithTheSameAnswerAndActsOnce() {
    var first = tell(EVENT, "Idempotency-Key", "k1");
    var again = tell(EVENT, "Idempotency-Key", "k1");
    assertThat(again.statusCode()).isEqualTo(first.statusCode()).isEqualTo(202);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(header(again, "Location")).isEqualTo(header(first, "Location")).isNotEmpty();
    assertThat(header(again, "Idempotent-Replayed")).isEqualTo("true");
    assertThat(behind.told.get()).isEqualTo(1);
  }

  @Test
  void refusesAKeyThatWasUsedForSomethingElse() {
    tell(EVENT, "Idempotency-Key", "k2");
    var other = tell(EVENT.replace("e1", "e2"), "Idempotency-Key", "k2");
    assertThat(other.statusCode()).isEqualTo(422);
    assertThat(other.body()).contains("idempotency-key-reused");
    assertThat(tell(EVENT, "Idempotency-Key", "x".repeat(256)).statusCode()).isEqualTo(400);
    assertThat(tell(EVENT, "Idempotency-Key", "x".repeat(255)).statusCode()).isEqualTo(202);
  }

  @Test
  void letsOnlyOneOfTwoAtTheSameTimeIn() {
    String slow = EVENT.replace("cart", "slow");
    var one = CompletableFuture.supplyAsync(() -> tell(slow, "Idempotency-Key", "k3").statusCode());
    var two = CompletableFuture.supplyAsync(() -> tell(slow, "Idempotency-Key", "k3").statusCode());
    assertThat(List.of(one.join(), two.join())).containsExactlyInAnyOrder(202, 409);
    assertThat(behind.told.get()).isEqualTo(1);
  }

  @Test
  void keepsRefusalsButForgetsOurOwnFaults() {
    String refused = EVENT.replace("cart", "refused");
    assertThat(tell(refused, "Idempotency-Key", "k4").statusCode()).isEqualTo(409);
    assertThat(header(tell(refused, "Idempotency-Key", "k4"), "Idempotent-Replayed"))
        .isEqualTo("true");
    String broken = EVENT.replace("cart", "broken");
    assertThat(tell(broken, "Idempotency-Key", "k5").statusCode()).isEqualTo(500);
    assertThat(header(tell(broken, "Idempotency-Key", "k5"), "Idempotent-Replayed")).isEmpty();
    assertThat(behind.told.get()).isEqualTo(3);
  }

  @Test
  void keepsKeysOfDifferentCallersApart() {
    tell(EVENT, "Idempotency-Key", "k6");
    bearer = "Bearer " + tokens.issue("other", EnumSet.allOf(Permission.class), null).secret();
    assertThat(header(tell(EVENT, "Idempotency-Key", "k6"), "Idempotent-Replayed")).isEmpty();
    assertThat(behind.told.get()).isEqualTo(2);
  }
}
