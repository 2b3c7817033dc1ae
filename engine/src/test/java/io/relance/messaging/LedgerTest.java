package io.relance.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.relance.RelanceTest;
import io.relance.Sketch;
import io.relance.core.Channel;
import io.relance.demo.DemoMailServer;
import io.relance.journey.Enrolments;
import io.relance.messaging.Messages.Fate;
import io.relance.messaging.Messages.Settled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.support.TransactionTemplate;

/** Connections that write down at the same time what they do. */
@NullUnmarked
class LedgerTest extends RelanceTest {

  private static final int CONNECTIONS = 6;

  @Autowired private Enrolments enrolments;
  @Autowired private Messages messages;
  @Autowired private NodeName node;
  @Autowired private Ledger ledger;
  @Autowired private DemoMailServer mailServer;
  @Autowired private TransactionTemplate transaction;

  private final ExecutorService connections = Executors.newFixedThreadPool(CONNECTIONS);

  @AfterEach
  void everythingRunsAgain() {
    connections.shutdownNow();
    mailServer.start();
  }

  private List<Message> inHand() {
    mailServer.stop();
    publishDiagram(Sketch.letter("letter"));
    for (int n = 0; n < CONNECTIONS; n++) {
      enrolments.enrol(
          "letter", new Enrolments.Entry(subscriber("p" + n, input -> input), null, "{}", null));
    }
    settle();
    List<Message> claimed =
        messages.claim(
            Channel.EMAIL, clock.instant(), CONNECTIONS, node.toString(), Duration.ofMinutes(15));
    assertThat(claimed).hasSize(CONNECTIONS);
    return claimed;
  }

  /** The first to write are held up by somebody else's locks, so that all others must wait. */
  private <T> List<Future<T>> meeting(List<Message> messages, List<Callable<T>> lines) {
    List<Future<T>> written = new ArrayList<>();
    transaction.executeWithoutResult(
        status -> {
          jdbc.sql("SELECT FROM message WHERE id = ANY (:ids) FOR UPDATE")
              .param("ids", messages.stream().map(Message::id).toArray(UUID[]::new))
              .query()
              .listOfRows();
          for (int pen = 1; pen <= Ledger.PENS; pen++) {
            int blocked = pen;
            written.add(connections.submit(lines.get(pen - 1)));
            Awaitility.await().until(() -> waiting("Lock") == blocked);
          }
          lines
              .subList(Ledger.PENS, lines.size())
              .forEach(line -> written.add(connections.submit(line)));
          Awaitility.await().until(() -> ledger.queueing() == lines.size() - Ledger.PENS);
        });
    return written;
  }

  private long waiting(String type) {
    return jdbc.sql(
            """
            SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = :type
            """)
        .param("type", type)
        .query(Long.class)
        .single();
  }

  @Test
  void whoeverComesWhileAnotherWritesIsWrittenDownWithTheOthers() throws Exception {
    List<Message> claimed = inHand();
    List<Callable<Boolean>> marks = new ArrayList<>();
    claimed.forEach(message -> marks.add(() -> ledger.mark(message)));
    for (Future<Boolean> mark : meeting(claimed, marks)) {
      assertThat(mark.get(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(
            jdbc.sql("SELECT count(DISTINCT xmin::text) FROM message WHERE phase = 'DOT'")
                .query(Long.class)
                .single())
        .as("transactions: one of each pen, and one for all who waited")
        .isEqualTo(Ledger.PENS + 1);
    assertThat(
            jdbc.sql("SELECT count(*) FROM message_attempt WHERE dot_at IS NOT NULL")
                .query(Long.class)
                .single())
        .isEqualTo(CONNECTIONS);
  }

  @Test
  void aLineThatCannotBeWrittenIsItsOwnersTroubleAlone() throws Exception {
    List<Message> claimed = inHand();
    List<Callable<Boolean>> lines = new ArrayList<>();
    for (int n = 0; n < CONNECTIONS; n++) {
      Fate fate = new Fate(n == 3 ? "NO SUCH STATE" : "ACCEPTED", null, "250 ok", "<id>");
      Settled settled = new Settled(claimed.get(n), fate);
      lines.add(() -> ledger.settle(settled));
    }
    List<Future<Boolean>> written = meeting(claimed, lines);
    for (int n = 0; n < CONNECTIONS; n++) {
      Future<Boolean> line = written.get(n);
      if (n == 3) {
        assertThatThrownBy(() -> line.get(10, TimeUnit.SECONDS))
            .isInstanceOf(ExecutionException.class)
            .hasCauseInstanceOf(DataIntegrityViolationException.class);
      } else {
        assertThat(line.get(10, TimeUnit.SECONDS)).isTrue();
      }
    }
    assertThat(
            jdbc.sql("SELECT count(*) FROM message WHERE state = 'ACCEPTED'")
                .query(Long.class)
                .single())
        .isEqualTo(CONNECTIONS - 1);
    assertThat(jdbc.sql("SELECT count(*) FROM engine_signal").query(Long.class).single())
        .isEqualTo(CONNECTIONS - 1);
  }
}
