package io.relance.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.relance.RelanceTest;
import io.relance.Sketch;
import io.relance.core.Channel;
import io.relance.core.ContactId;
import io.relance.demo.Delivered;
import io.relance.demo.DemoMailServer;
import io.relance.journey.Enrolments;
import io.relance.messaging.Messages.Fate;
import io.relance.messaging.Messages.Mark;
import io.relance.messaging.Messages.Postponed;
import io.relance.messaging.Messages.Settled;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Nodes that stop with a message in their hands, and nodes that were thought to have stopped. */
@NullUnmarked
class LeaseTest extends RelanceTest {

  @Autowired private Enrolments enrolments;
  @Autowired private Messages messages;
  @Autowired private Dispatcher dispatcher;
  @Autowired private DemoMailServer mailServer;

  @AfterEach
  void mailRunsAgain() {
    mailServer.start();
  }

  /** A message of this purpose that is queued and could not leave yet. */
  private ContactId queued(String purpose) {
    mailServer.stop();
    publishDiagram(Sketch.letter("letter").replace(">marketing<", ">" + purpose + "<"));
    ContactId person = subscriber("lea", input -> input);
    enrolments.enrol("letter", new Enrolments.Entry(person, null, "{}", null));
    settle();
    assertThat(state()).isEqualTo("PENDING");
    return person;
  }

  private void heldByADeadNode(String phase) {
    jdbc.sql(
            """
            UPDATE message SET state = 'SENDING', phase = :phase, attempt = attempt + 1, lease_owner = 'dead-node',
                   lease_until = clock_timestamp() - interval '1 second'
            """)
        .param("phase", phase)
        .update();
  }

  private String state() {
    return jdbc.sql("SELECT state FROM message").query(String.class).single();
  }

  @Test
  void whatADeadNodeHeldBeforeTheDotIsSentByAnother() {
    queued("marketing");
    heldByADeadNode("CLAIMED");
    mailServer.start();
    settle();
    assertThat(state()).isEqualTo("ACCEPTED");
    assertThat(mails("lea")).hasSize(1);
    assertThat(ends("letter")).isEqualTo(Map.of("done", 1L));
    assertTheBooksBalance();
  }

  @Test
  void aLeaseThatStillRunsIsLeftAlone() {
    queued("marketing");
    heldByADeadNode("CLAIMED");
    jdbc.sql("UPDATE message SET lease_until = clock_timestamp() + interval '5 minutes'").update();
    mailServer.start();
    settle();
    assertThat(state()).isEqualTo("SENDING");
    assertThat(mails("lea")).isEmpty();
  }

  @Test
  void whatADeadNodeMayHaveSentIsNotSentAgainWhenItIsMarketing() {
    queued("marketing");
    heldByADeadNode("DOT");
    mailServer.start();
    settle();
    assertThat(jdbc.sql("SELECT state || ' ' || reason FROM message").query(String.class).single())
        .isEqualTo("UNKNOWN node-stopped");
    assertThat(mails("lea")).isEmpty();
    assertThat(ends("letter")).as("a day for a person to look").isEqualTo(Map.of("inside", 1L));

    moveTo(Duration.ofHours(25));
    assertThat(ends("letter")).isEqualTo(Map.of("done", 1L));
    assertThat(mails("lea")).isEmpty();
    assertTheBooksBalance();
  }

  @Test
  void whatADeadNodeMayHaveSentIsSentAgainUnderTheSameIdWhenItIsService() {
    queued("transactional");
    heldByADeadNode("DOT");
    mailServer.start();
    settle();
    assertThat(state()).isEqualTo("ACCEPTED");
    List<Delivered> mails = mails("lea");
    assertThat(mails).hasSize(1);
    assertThat(mails.get(0).raw())
        .contains(
            "Message-ID: <"
                + jdbc.sql("SELECT id::text FROM message").query(String.class).single());
    assertTheBooksBalance();
  }

  @Test
  void aNodeThatWasThoughtDeadChangesNothingAnyMore() {
    queued("marketing");
    Message stale = claim("node-a");
    jdbc.sql("UPDATE message SET lease_until = clock_timestamp() - interval '1 second'").update();
    assertThat(dispatcher.reap()).isEqualTo(1);
    Message fresh = claim("node-b");

    assertThat(mark(stale, "node-a")).isFalse();
    assertThat(settle(stale, "node-a")).isFalse();
    assertThat(postpone(stale, "node-a", "late")).isFalse();
    assertThat(state()).isEqualTo("SENDING");
    assertThat(signals()).isZero();

    assertThat(mark(fresh, "node-b")).isTrue();
    assertThat(settle(fresh, "node-b")).isTrue();
    assertThat(settle(fresh, "node-b")).isFalse();
    assertThat(state()).isEqualTo("ACCEPTED");
    assertThat(signals()).as("the engine is told once").isEqualTo(1);
  }

  @Test
  void sameNodeSameAttemptButAnotherTryChangesNothing() {
    queued("marketing");
    Message first = claim("node-a");
    assertThat(postpone(first, "node-a", "450 later")).isTrue();
    Message second = claim("node-a");
    assertThat(second.attempt()).isEqualTo(first.attempt() + 1);
    assertThat(settle(first, "node-a")).isFalse();
    assertThat(state()).isEqualTo("SENDING");
  }

  private Message claim(String node) {
    List<Message> claimed =
        messages.claim(Channel.EMAIL, clock.instant(), 10, node, Duration.ofMinutes(15));
    assertThat(claimed).hasSize(1);
    return claimed.get(0);
  }

  private boolean mark(Message message, String node) {
    return !messages.mark(List.of(new Mark(message)), node).isEmpty();
  }

  private boolean settle(Message message, String node) {
    Fate accepted = new Fate("ACCEPTED", null, "250 ok", "<id>");
    return !messages.settle(List.of(new Settled(message, accepted)), node).isEmpty();
  }

  private boolean postpone(Message message, String node, String detail) {
    return !messages
        .postpone(List.of(new Postponed(message, clock.instant(), true, detail)), node)
        .isEmpty();
  }

  private long signals() {
    return jdbc.sql("SELECT count(*) FROM engine_signal").query(Long.class).single();
  }
}
