package io.relance.datamart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.relance.ApiTest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Files are read into tables in the background. */
@NullUnmarked
class UploadTest extends ApiTest {

  private static final String UPLOADS = "/api/tables/orders/uploads";

  @Autowired Tables tables;
  @Autowired UploadRunner runner;

  @BeforeEach
  void aTable() {
    call("POST", "/api/tables", DatamartTest.ORDERS).ok(201);
    subscriber("ada", input -> input);
  }

  private Answer send(byte[] file) {
    return new Answer(
        send(
            authorized(UPLOADS + "?fileName=orders.csv")
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofByteArray(file))));
  }

  private String started(String file) {
    return send(file.getBytes(StandardCharsets.UTF_8)).ok(202).path("link").asText();
  }

  private static String lines(int from, int to) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(i -> "o-" + i + ",ada," + i + "\n")
        .collect(Collectors.joining());
  }

  @Test
  void aFileIsReadPieceByPieceAndMayBePaused() {
    String link = started("key,contact,amount\n" + lines(1, 1_200));
    assertThat(runner.runOnce()).isEqualTo(1);
    JsonNode half = read(link).ok(200);
    assertThat(half.path("state").asText()).isEqualTo("running");
    assertThat(half.path("read").asInt()).isEqualTo(500);
    assertThat(half.path("doneBytes").asInt()).isBetween(1, half.path("totalBytes").asInt() - 1);

    call("POST", link + "/pause").ok(200);
    settle();
    assertThat(tables.count("orders")).isEqualTo(500);
    call("POST", link + "/resume").ok(200);
    settle();

    JsonNode done = read(link).ok(200);
    assertThat(done.path("state").asText()).isEqualTo("done");
    assertThat(done.path("created").asInt()).isEqualTo(1_200);
    assertThat(tables.count("orders")).isEqualTo(1_200);
    assertThat(jdbc.sql("SELECT length(body) FROM mart_upload").query(Long.class).single())
        .isZero();
    call("POST", link + "/pause").problem(409, "upload-done");
    settle();
    String again = started("key,contact,amount\n" + lines(1, 1_200));
    settle();
    assertThat(read(again).ok(200).path("unchanged").asInt()).isEqualTo(1_200);
  }

  @Test
  void eachBadLineIsToldWithItsReasonInTheReadersLanguage() {
    String file =
        """
        key;contact;amount;shop
        o-1;ada;12,50;Orléans
        o-2;nobody;1;A
        o-3;ada;=1+1;A
        o-4;ada
        o-6;ada;;"A;B"
        """;
    String link =
        send(file.getBytes(Charset.forName("windows-1252"))).ok(202).path("link").asText();
    settle();
    JsonNode done = read(link).ok(200);
    assertThat(done.path("created").asInt()).isEqualTo(2);
    assertThat(done.path("refused").asInt()).isEqualTo(3);
    assertThat(read("/api/tables/orders/rows/o-1").ok(200).path("shop").asText())
        .isEqualTo("Orléans");

    String english = send(authorized(link + "/refused").GET()).body();
    assertThat(english.lines().toList())
        .hasSize(4)
        .contains("3,contact,there is no contact nobody,o-2;nobody;1;A")
        .anySatisfy(line -> assertThat(line).startsWith("4,amount,\"must be a number"));
    String french =
        send(authorized(link + "/refused").header("Accept-Language", "fr").GET()).body();
    assertThat(french).contains("il n’y a pas de contact nobody", "n’a pas les colonnes");
  }

  @Test
  void aFileThatCannotBeReadIsRefusedWhole() {
    for (String file :
        new String[] {"", "key,colour\n", "contact\nada\n", "key,key\n", "PK\3\4x"}) {
      send(file.getBytes(StandardCharsets.UTF_8)).problem(422, "file-invalid");
    }
    assertThat(jdbc.sql("SELECT count(*) FROM mart_upload").query(Long.class).single()).isZero();
    read(UPLOADS + "/x").problem(404, "upload-not-found");
  }

  @Test
  void aLineThatNeverEndsStopsTheReadingAndKeepsWhatWasBefore() {
    String link = started("key,contact\no-1,ada\no-2," + "x".repeat(3_000_000) + "\no-3,ada\n");
    settle();
    JsonNode run = read(link).ok(200);
    assertThat(run.path("state").asText()).isEqualTo("failed");
    assertThat(run.path("failure").asText()).isEqualTo("line-too-long");
    assertThat(run.path("read").asInt()).isEqualTo(1);
    assertThat(read("/api/tables/orders/rows/o-1").status()).isEqualTo(200);
  }

  @Test
  void whoIsErasedIsInNoFileAndInNoLineThatWasRefused() {
    subscriber("zelda", input -> input);
    String bad = started("key,contact,amount\no-1,zelda,much\no-2,ada,1\n");
    settle();
    String open = started("key,contact,amount\no-3,ada,1\no-4,zelda,5\no-5,ada,2\n");
    call("POST", open + "/pause").ok(200);
    contacts.erase(contacts.named("zelda").id());

    assertThat(
            jdbc.sql(
                    """
                    SELECT (SELECT count(*) FROM mart_upload WHERE position('zelda' IN convert_from(body, 'UTF8')) > 0)
                         + (SELECT count(*) FROM mart_upload_refusal WHERE row_text LIKE '%zelda%')
                    """)
                .query(Long.class)
                .single())
        .isZero();
    call("POST", open + "/resume").ok(200);
    settle();
    assertThat(read(open).ok(200).path("created").asInt()).isEqualTo(2);
    assertThat(read(open).ok(200).path("refused").asInt()).isZero();
    assertThat(read(bad).ok(200).path("refused").asInt()).isEqualTo(1);
  }

  @Test
  void filesAndRefusedLinesAreForgottenAfterAMonth() {
    started("key,contact,amount\no-1,nobody,1\n");
    settle();
    moveTo(Duration.ofDays(29));
    assertThat(jdbc.sql("SELECT count(*) FROM mart_upload_refusal").query(Long.class).single())
        .isEqualTo(1);
    moveTo(Duration.ofDays(31));
    assertThat(jdbc.sql("SELECT count(*) FROM mart_upload").query(Long.class).single()).isZero();
  }

  @Test
  void ofALargeTableItIsSaidAboutHowManyRowsItHas() {
    jdbc.sql("INSERT INTO mart.orders (key) SELECT 'k' || i FROM generate_series(1, 5000) i")
        .update();
    assertThat(tables.size("orders")).isEqualTo(new Tables.Size(5_000, false));
    jdbc.sql("INSERT INTO mart.orders (key) SELECT 'l' || i FROM generate_series(1, 4000) i")
        .update();
    assertThat(tables.size("orders").about()).isTrue();
    jdbc.sql("ANALYZE mart.orders").update();
    assertThat(tables.size("orders")).isEqualTo(new Tables.Size(9_000, true));
  }
}
