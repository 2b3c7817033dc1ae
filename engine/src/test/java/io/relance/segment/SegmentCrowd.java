package io.relance.segment;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.relance.segment.RandomRule.Mail;
import io.relance.segment.RandomRule.Someone;
import io.relance.segment.RandomRule.Told;
import io.relance.segment.RandomRule.Walk;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Contacts drawn by chance, with what happened to them, as rows. */
@NullUnmarked
final class SegmentCrowd {

  private final JdbcClient jdbc;
  private final Instant now;
  private final Random random;

  SegmentCrowd(JdbcClient jdbc, Instant now, Random random) {
    this.jdbc = jdbc;
    this.now = now;
    this.random = random;
  }

  /** A published journey with the steps mail_1 and mail_2, as far as segments look at it. */
  void journey(String key) {
    jdbc.sql(
            "INSERT INTO journey (key, name, state, version, created_at) VALUES (:key, :key, 'live', 1, now())")
        .param("key", key)
        .update();
    jdbc.sql(
            """
            INSERT INTO journey_version (journey_key, version, bpmn, process_definition_id, reentry, marketing,
                                         start_messages, published_at, published_by)
            VALUES (:key, 1, CAST(:bpmn AS bytea), :key, 'after_end', true, '{}', now(), 'test')
            """)
        .param("key", key)
        .param(
            "bpmn",
            "<p><serviceTask id=\"mail_1\"/><serviceTask id=\"mail_2\"/></p>"
                .getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .update();
  }

  List<Someone> people(int count) {
    List<Someone> people = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Someone someone = draw("p-" + i);
      people.add(someone);
      keep(someone);
    }
    return people;
  }

  private Someone draw(String name) {
    return new Someone(
        name,
        maybe() ? RandomRule.CITIES.get(random.nextInt(RandomRule.CITIES.size())) : null,
        maybe() ? random.nextInt(100) : null,
        maybe() ? random.nextBoolean() : null,
        maybe() ? birth() : null,
        maybe() ? likes() : null,
        random.nextInt(100),
        random.nextInt(3) == 0 ? null : random.nextBoolean() ? "granted" : "refused",
        some(() -> new Walk(journey(), outcome(), days())),
        some(
            () ->
                new Told(
                    random.nextInt(3) == 0 ? "seen" : "order.paid",
                    days(),
                    random.nextInt(100),
                    random.nextInt(5) == 0)),
        some(
            () ->
                new Mail(
                    journey(),
                    random.nextBoolean() ? "mail_1" : "mail_2",
                    random.nextInt(4) > 0,
                    days(),
                    random.nextBoolean(),
                    random.nextInt(3) == 0 ? random.nextBoolean() ? "shop" : "legal" : null)),
        random.nextInt(3) == 0);
  }

  private boolean maybe() {
    return random.nextInt(4) > 0;
  }

  private String journey() {
    return random.nextBoolean() ? "welcome" : "winback";
  }

  private String outcome() {
    return List.of("bought", "left", "")
        .get(random.nextInt(3))
        .transform(it -> it.isEmpty() ? null : it);
  }

  /** A few at the edges of the year. */
  private LocalDate birth() {
    return random.nextInt(8) == 0
        ? LocalDate.parse("2024-02-29")
        : RandomRule.TODAY.minusDays(random.nextInt(800) - 100L);
  }

  private List<String> likes() {
    List<String> likes = new ArrayList<>();
    for (String one : List.of("tea", "ski", "chess")) {
      if (random.nextBoolean()) {
        likes.add(one);
      }
    }
    return likes;
  }

  /** Never at the edge of a window, where the hour would count. */
  private int days() {
    return random.nextInt(60);
  }

  private <T> List<T> some(java.util.function.Supplier<T> draw) {
    List<T> some = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      some.add(draw.get());
    }
    return some;
  }

  private OffsetDateTime ago(int days) {
    return now.minus(Duration.ofDays(days)).plusSeconds(60).atOffset(ZoneOffset.UTC);
  }

  private void keep(Someone someone) {
    ObjectNode attributes = JsonNodeFactory.instance.objectNode();
    if (someone.city() != null) {
      attributes.put("city", someone.city());
    }
    if (someone.points() != null) {
      attributes.put("points", someone.points());
    }
    if (someone.vip() != null) {
      attributes.put("vip", someone.vip());
    }
    if (someone.birth() != null) {
      attributes.put("birth", someone.birth() + (random.nextBoolean() ? "" : "T10:00:00+02:00"));
    }
    if (someone.likes() != null) {
      someone.likes().forEach(attributes.putArray("likes")::add);
    }
    long id =
        jdbc.sql(
                """
                INSERT INTO contact (external_id, attributes, score, created_at, changed_at)
                VALUES (:name, CAST(:attributes AS jsonb), :score, now(), now())
                RETURNING id
                """)
            .param("name", someone.name())
            .param("attributes", attributes.toString())
            .param("score", someone.score())
            .query(Long.class)
            .single();
    if (someone.consent() != null) {
      jdbc.sql(
              "INSERT INTO consent (contact_id, channel, purpose, status, since) VALUES (:id, 'email', 'marketing', :status, now())")
          .param("id", id)
          .param("status", someone.consent())
          .update();
    }
    someone.walks().forEach(walk -> keep(id, walk));
    someone
        .told()
        .forEach(
            told ->
                keep(
                    id,
                    told.name(),
                    told.total(),
                    told.daysAgo(),
                    null,
                    null,
                    null,
                    told.machine()));
    someone.mails().forEach(mail -> keep(id, mail));
    if (someone.listed()) {
      jdbc.sql(
              "INSERT INTO segment_member (segment_key, contact_id, since) VALUES ('chosen', :id, now())")
          .param("id", id)
          .update();
    }
  }

  private void keep(long contact, Walk walk) {
    jdbc.sql(
            """
            INSERT INTO enrolment (business_key, journey_key, version, contact_id, process_instance_id, outcome,
                                   entered_at, ended_at)
            VALUES (:key, :journey, 1, :contact, :key, :outcome, :at, :ended)
            """)
        .param("key", UUID.randomUUID().toString())
        .param("journey", walk.journey())
        .param("contact", contact)
        .param("outcome", walk.outcome())
        .param("at", ago(walk.daysAgo()))
        .param(
            "ended",
            walk.outcome() == null ? null : ago(walk.daysAgo()),
            java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
        .update();
  }

  private void keep(long contact, Mail mail) {
    UUID id = UUID.randomUUID();
    jdbc.sql(
            """
            INSERT INTO message (id, dedupe_key, contact_id, journey_key, version, step, process_instance_id,
                                 execution_id, channel, purpose, state, due_at, expires_at, created_at, settled_at)
            VALUES (:id, CAST(:id AS text), :contact, :journey, 1, :step, 'x', 'x', 'email', 'marketing', :state,
                    :at, :at, :at, :at)
            """)
        .param("id", id)
        .param("contact", contact)
        .param("journey", mail.journey())
        .param("step", mail.step())
        .param("state", mail.accepted() ? "ACCEPTED" : "REFUSED")
        .param("at", ago(mail.daysAgo()))
        .update();
    if (mail.opened()) {
      keep(contact, "MessageOpened", 0, mail.daysAgo(), id, mail.step(), null, false);
    }
    if (mail.clicked() != null) {
      keep(contact, "LinkClicked", 0, mail.daysAgo(), id, mail.step(), mail.clicked(), false);
    }
  }

  private void keep(
      long contact,
      String name,
      int total,
      int daysAgo,
      UUID message,
      String step,
      String link,
      boolean machine) {
    jdbc.sql(
            """
            INSERT INTO event (source, event_id, name, contact_id, message_id, step, link, properties, body_hash,
                               machine, state, occurred_at, received_at, keep_until)
            VALUES ('test', :id, :name, :contact, CAST(:message AS uuid), :step, :link,
                    jsonb_build_object('total', CAST(:total AS integer)), '', :machine, 'NOTED', :at, :at, :at)
            """)
        .param("id", UUID.randomUUID().toString())
        .param("name", name)
        .param("contact", contact)
        .param("message", message == null ? null : message.toString())
        .param("step", step)
        .param("link", link)
        .param("total", total)
        .param("machine", machine ? "scanner" : null)
        .param("at", ago(daysAgo))
        .update();
  }
}
