package io.relance.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.relance.Sketch;
import io.relance.contact.ContactInput;
import io.relance.core.ContactId;
import io.relance.journey.Enrolments;
import io.relance.journey.Enrolments.Entry;
import io.relance.report.ContactCards;
import io.relance.report.PreferredChannels;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The channel on which somebody reacts most of what was sent. */
@NullUnmarked
class PreferredChannelTest extends ScoreTest {

  @Autowired private PreferredChannels channels;
  @Autowired private ContactCards cards;
  @Autowired private Enrolments enrolments;

  private ContactId contact(String name) {
    return contacts.put(name, ContactInput.NOTHING, true).contact().id();
  }

  /**
   * So many messages on a channel, a link clicked in the first of them by a person or a machine.
   */
  private void sent(
      ContactId contact,
      String channel,
      int count,
      int clicked,
      @Nullable String machine,
      Instant at) {
    for (int i = 0; i < count; i++) {
      UUID message = UUID.randomUUID();
      jdbc.sql(
              """
              INSERT INTO message (id, dedupe_key, contact_id, journey_key, version, step, process_instance_id, execution_id,
                                   channel, purpose, state, due_at, expires_at, created_at)
              VALUES (:id, CAST(:id AS text), :contact, 'j', 1, 's', 'p', 'e', :channel, 'marketing', 'ACCEPTED', :at, :at, :at)
              """)
          .param("id", message)
          .param("contact", contact.value())
          .param("channel", channel)
          .param("at", at.atOffset(ZoneOffset.UTC))
          .update();
      for (int twice = 0; i < clicked && twice < 2; twice++) {
        inbox.tell(
            new io.relance.event.Told(
                "link",
                UUID.randomUUID().toString(),
                "LinkClicked",
                contact,
                null,
                null,
                at,
                Map.of(),
                new io.relance.event.Told.Cause(message, "s", "1"),
                machine));
      }
    }
  }

  private String of(ContactId contact) {
    return channels.of(contact.value()).map(PreferredChannels.Preferred::channel).orElse("none");
  }

  @Test
  void theLargestShareOfAnsweredMessagesDecidesFromThreeMessagesOn() {
    ContactId ada = contact("ada");
    sent(ada, "email", 10, 3, null, T0);
    assertThat(of(ada)).isEqualTo("email");
    sent(ada, "sms", 2, 2, null, T0);
    assertThat(of(ada)).as("two of two are too few").isEqualTo("email");
    sent(ada, "sms", 1, 0, null, T0);
    assertThat(of(ada)).isEqualTo("sms");
    assertThat(channels.of(ada.value()).orElseThrow())
        .isEqualTo(new PreferredChannels.Preferred("sms", 3, 2));
    ContactId bob = contact("bob");
    sent(bob, "email", 5, 0, null, T0);
    assertThat(of(bob)).as("sent, and no answer").isEqualTo("none");
    sent(bob, "email", 5, 5, "scanner", T0);
    assertThat(of(bob)).as("machines answer nothing").isEqualTo("none");
    assertThat(of(contact("eve"))).isEqualTo("none");
  }

  @Test
  void whatIsOlderThanHalfAYearIsForgotten() {
    ContactId ada = contact("ada");
    sent(ada, "email", 3, 1, null, T0);
    moveTo(Duration.ofDays(100));
    sent(ada, "sms", 4, 1, null, clock.instant());
    assertThat(of(ada)).isEqualTo("email");
    moveTo(Duration.ofDays(181));
    assertThat(of(ada)).isEqualTo("sms");
    moveTo(Duration.ofDays(281));
    assertThat(of(ada)).isEqualTo("none");
  }

  @Test
  void aGatewayTakesThePreferredChannel() {
    publishDiagram(
        Sketch.journey(
            "ask",
            Sketch.start("start")
                + Sketch.timer("nap", "P1D")
                + "<bpmn:exclusiveGateway id=\"by\" default=\"by__mail\" />"
                + Sketch.end("phone", "phone")
                + Sketch.end("mail", "mail")
                + Sketch.flow("start", "nap")
                + Sketch.flow("nap", "by")
                + "<bpmn:sequenceFlow id=\"by__phone\" sourceRef=\"by\" targetRef=\"phone\"><bpmn:conditionExpression xsi:type=\"bpmn:tFormalExpression\" language=\"feel\">contact.preferredChannel = \"sms\"</bpmn:conditionExpression></bpmn:sequenceFlow>"
                + Sketch.flow("by", "mail")));
    for (int i = 0; i < 9; i++) {
      ContactId one = contact("c-" + i);
      sent(one, i < 4 ? "sms" : "email", 3, i < 8 ? 1 : 0, null, T0);
      enrolments.enrol("ask", new Entry(one, null, "{}", null));
    }
    settle();
    moveTo(Duration.ofDays(2));
    assertThat(ends("ask")).isEqualTo(Map.of("phone", 4L, "mail", 5L));
    assertTheBooksBalance();
  }

  private long count(String op, String value) {
    return call(
            "POST",
            "/api/segments/preview",
            "{\"rule\": {\"kind\": \"field\", \"field\": \"preferredChannel\", \"op\": \"%s\"%s}}"
                .formatted(op, value))
        .ok(200)
        .path("count")
        .asLong();
  }

  @Test
  void segmentsAskForIt() {
    for (int i = 0; i < 9; i++) {
      sent(contact("c-" + i), i < 4 ? "sms" : "email", 3, i < 8 ? 1 : 0, null, T0);
    }
    assertThat(count("is", ", \"value\": \"SMS\"")).isEqualTo(4);
    assertThat(count("in", ", \"value\": [\"sms\", \"email\"]")).isEqualTo(8);
    assertThat(count("isNot", ", \"value\": \"sms\"")).isEqualTo(5);
    assertThat(count("known", "")).isEqualTo(8);
    assertThat(count("unknown", "")).isEqualTo(1);
  }

  /** The scores of others are fields like any; who wrote them, and out of which file, is told. */
  @Test
  void anImportedScoreSaysWhereItComesFrom() {
    call("POST", "/api/fields", "{\"name\": \"churnRisk\", \"type\": \"number\"}").ok(201);
    call("PUT", "/api/contacts/ada", "{\"attributes\": {\"churnRisk\": 0.7}}").ok(201);
    var touched =
        jdbc.sql("SELECT touched -> 'churnRisk' ->> 'by' FROM contact WHERE external_id = 'ada'")
            .query(String.class)
            .single();
    assertThat(touched).startsWith("api:token:");
    assertThat(cards.byExternalId("ada").orElseThrow().touched().get("churnRisk").by())
        .isEqualTo("api:test");
  }
}
