package io.relance.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.relance.ApiTest;
import io.relance.consent.Suppressions;
import io.relance.core.Channel;
import io.relance.core.ContactId;
import java.net.http.HttpResponse;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What advertising networks are told of a segment. */
@NullUnmarked
class HashedAudienceTest extends ApiTest {

  @Autowired Suppressions suppressions;

  @Test
  void tellsHashesOfAddressesThatWereGrantedAndAreNotSuppressed() {
    ContactId ada = subscriber("ada", it -> it.with("phone", "+33612345678"));
    subscriber("bob", it -> it.with("phone", "+33612345679"));
    subscriber("eve", it -> it);
    contacts.put(
        "silent",
        io.relance.contact.ContactInput.NOTHING.with("email", "silent@example.com"),
        true);
    grant(ada, Channel.SMS);
    suppressions.add(Channel.EMAIL, "bob@example.com", "hard-bounce");
    call(
            "POST",
            "/api/segments",
            "{\"id\": \"all\", \"name\": \"All\", \"rule\": {\"kind\": \"field\", \"field\": \"externalId\", \"op\": \"known\"}}")
        .ok(201);

    HttpResponse<String> file = send(authorized("/api/segments/all/audience").GET());

    assertThat(file.headers().firstValue("Content-Type").orElse("")).contains("text/csv");
    assertThat(file.body().lines())
        .containsExactly(
            "email_sha256,phone_sha256",
            sha256("ada@example.com") + "," + sha256("+33612345678"),
            sha256("eve@example.com") + ",");
    assertThat(
            jdbc.sql("SELECT what FROM audit WHERE action = 'segment.audience'")
                .query(String.class)
                .list())
        .containsExactly("all");
    call("GET", "/api/segments/all/audience?purpose=fun").problem(422, "audience-invalid");
    call("GET", "/api/segments/none/audience").problem(404, "segment-not-found");
  }

  @Test
  void countsWhereMembersLiveAndFindsThoseOfSomeAreas() {
    for (String postcode : new String[] {"69001", "69 300", "13001", "sw1a 1aa"}) {
      subscriber("p" + postcode.replace(" ", ""), it -> it.attribute("postcode", postcode));
    }
    subscriber("nowhere", it -> it);
    String rule =
        "{\"kind\": \"field\", \"field\": \"attributes.postcode\", \"op\": \"startsWithAny\", \"value\": [\"69\", \"SW\"]}";
    assertThat(
            call("POST", "/api/segments/preview", "{\"rule\": " + rule + "}")
                .ok(200)
                .path("count")
                .asInt())
        .isEqualTo(3);
    call(
            "POST",
            "/api/segments",
            "{\"id\": \"all\", \"name\": \"All\", \"rule\": {\"kind\": \"field\", \"field\": \"externalId\", \"op\": \"known\"}}")
        .ok(201);
    assertThat(read("/api/segments/all/areas").ok(200).path("items").toString())
        .isEqualTo(
            "[{\"area\":\"69\",\"count\":2},{\"area\":\"\",\"count\":1},{\"area\":\"13\",\"count\":1},{\"area\":\"SW\",\"count\":1}]");
    read("/api/segments/all/areas?field=email").problem(422, "areas-invalid");
    read("/api/segments/all/areas?length=99").problem(422, "areas-invalid");
  }

  private String sha256(String text) {
    return jdbc.sql("SELECT encode(sha256(convert_to(:text, 'UTF8')), 'hex')")
        .param("text", text)
        .query(String.class)
        .single();
  }
}
