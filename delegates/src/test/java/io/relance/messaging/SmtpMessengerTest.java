package io.relance.messaging;

import static io.relance.messaging.ScriptedSmtpServer.CLOSE;
import static io.relance.messaging.ScriptedSmtpServer.RESET;
import static io.relance.messaging.ScriptedSmtpServer.USUAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.relance.core.Channel;
import io.relance.core.ContactId;
import io.relance.core.Purpose;
import io.relance.messaging.Delivery.Accepted;
import io.relance.messaging.Delivery.Deferred;
import io.relance.messaging.Delivery.Refused;
import io.relance.messaging.Delivery.Unavailable;
import io.relance.messaging.Delivery.Unknown;
import io.relance.messaging.ScriptedSmtpServer.Stage;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a mail server's behaviour at each stage means for the message: reliability.md, 2.3. */
class SmtpMessengerTest {

  private static final Instant NOW = Instant.parse("2027-03-01T08:00:00Z");

  private final ScriptedSmtpServer server = new ScriptedSmtpServer();
  private final AtomicInteger pointsOfNoReturn = new AtomicInteger();
  private SmtpMessenger messenger = messenger("off", "");

  @AfterEach
  void stop() throws IOException {
    messenger.destroy();
    server.close();
  }

  private SmtpMessenger messenger(String startTls, String username) {
    return new SmtpMessenger(
        new SmtpSettings(
            "127.0.0.1", server.port(), username, "secret", startTls, "News <news@example.com>"),
        (journey, version, step) -> Map.of("to", "colleague@example.com"),
        Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private Delivery deliver() {
    return deliver(pointsOfNoReturn::incrementAndGet);
  }

  private Delivery deliver(Runnable pointOfNoReturn) {
    Message message =
        new Message(
            UUID.randomUUID(),
            new ContactId(1),
            "welcome",
            1,
            "mail",
            "instance",
            Channel.EMAIL,
            Purpose.MARKETING,
            1,
            NOW,
            NOW,
            NOW.plusSeconds(60));
    return messenger.deliver(
        message,
        "lea@example.com",
        new Content.Email("Hello", "<p>Hello</p>", "Hello", Map.of()),
        pointOfNoReturn);
  }

  @Test
  void handsAMessageOverOnceWithItsOwnMessageId() {
    assertThat(deliver())
        .isInstanceOfSatisfying(
            Accepted.class, accepted -> assertThat(accepted.answer()).contains("queued as 42"));
    assertThat(server.mails()).hasSize(1);
    assertThat(server.mails().get(0)).contains("Message-ID: <").contains("@example.com>");
    assertThat(pointsOfNoReturn).hasValue(1);
  }

  @ParameterizedTest
  @CsvSource({
    "RCPT, 421 4.3.2 shutting down",
    "RCPT, 450 4.2.1 greylisted",
    "RCPT, 451 4.7.1 try again",
    "RCPT, 452 4.2.2 mailbox full for now",
    "MAIL, 451 4.3.0 not now",
    "DATA, 421 4.3.2 shutting down",
    "DATA, 451 4.3.0 not now",
    "DOT, 421 4.3.2 shutting down",
    "DOT, 451 4.3.0 local error",
    "DOT, 452 4.3.1 disk full",
  })
  void putsOffWhatIsRefusedForNow(Stage stage, String answer) {
    server.saying(stage, answer);
    assertThat(deliver())
        .isInstanceOfSatisfying(
            Deferred.class,
            deferred -> assertThat(deferred.detail()).contains(answer.substring(0, 9)));
    assertThat(server.mails()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "RCPT, 550 5.1.1 no such user, hard-bounce",
    "RCPT, 550 5.1.10 null MX, hard-bounce",
    "RCPT, 553 5.1.3 bad address syntax, hard-bounce",
    "RCPT, 550 no such user, hard-bounce",
    "RCPT, 552 5.2.2 mailbox full, refused",
    "RCPT, 550 5.7.1 not wanted here, policy",
    "RCPT, 550 5.7.26 unauthenticated mail, policy",
    "RCPT, 550 5.7.515 sender is not aligned, policy",
    "RCPT, 550 5.1.8 bad sender's system address, refused",
    "MAIL, 550 no such sender, refused",
    "MAIL, 550 5.7.1 sender not allowed, policy",
    "DATA, 554 5.5.1 no valid recipients, refused",
    "DOT, 550 we think this is spam, refused",
    "DOT, 550 5.7.1 spam, policy",
    "DOT, 552 5.3.4 too large, refused",
    "DOT, 554 5.6.0 message refused, refused",
  })
  void neverTriesAgainWhatIsRefusedForGood(Stage stage, String answer, String reason) {
    server.saying(stage, answer);
    assertThat(deliver())
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(reason);
              assertThat(refused.detail()).contains(answer.substring(0, 3));
            });
    assertThat(server.mails()).isEmpty();
  }

  /** A server in a bad state, or one that wants a login first: no message is at fault. */
  @ParameterizedTest
  @CsvSource({
    "BANNER, 421 4.3.2 too busy",
    "BANNER, 554 5.3.2 no service here",
    "BANNER, <close>",
    "BANNER, <reset>",
    "EHLO, <close>",
    "MAIL, 530 5.7.0 authentication required",
    "MAIL, 503 5.5.1 need AUTH first",
    "MAIL, <close>",
    "RCPT, <reset>",
    "DATA, <close>",
    "DATA, <reset>",
  })
  void chargesNoMessageForAServerThatIsOutOfOrder(Stage stage, String answer) {
    server.saying(stage, answer);
    assertThat(deliver()).isInstanceOf(Unavailable.class);
    assertThat(server.mails()).isEmpty();
    assertThat(pointsOfNoReturn).as("nothing left").hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {CLOSE, RESET})
  void cannotTellWhatBecameOfAMessageWhoseConnectionBrokeAfterTheDot(String end) {
    server.saying(Stage.DOT, end);
    assertThat(deliver()).isInstanceOf(Unknown.class);
    assertThat(pointsOfNoReturn).hasValue(1);
  }

  @Test
  void sendsNothingWhenThePointOfNoReturnIsDenied() {
    assertThat(
            deliver(
                () -> {
                  throw new IllegalStateException("another node has it");
                }))
        .isInstanceOf(Unavailable.class);
    assertThat(server.mails()).isEmpty();
    assertThat(deliver()).as("on a new connection").isInstanceOf(Accepted.class);
    assertThat(server.connections()).isEqualTo(2);
  }

  @Test
  void readsOddButLegalAnswers() {
    server.saying(
        Stage.DOT,
        "250-first line\r\n250 second line",
        "250",
        "250 " + "x".repeat(8000),
        "250 2.0.0 Grüße, angenommen");
    for (int i = 0; i < 4; i++) {
      assertThat(deliver()).isInstanceOf(Accepted.class);
    }
    assertThat(server.mails()).hasSize(4);
  }

  @Test
  void keepsAConnectionForTheNextMessage() {
    deliver();
    deliver();
    assertThat(server.connections()).isEqualTo(1);
    assertThat(server.mails()).hasSize(2);
  }

  @Test
  void aMessageAcceptedRightBeforeTheServerHangsUpIsAcceptedOnce() {
    server.saying(Stage.DOT, "250 2.0.0 queued" + CLOSE, USUAL);
    assertThat(deliver()).isInstanceOf(Accepted.class);
    assertThat(deliver()).isInstanceOf(Accepted.class);
    assertThat(server.connections()).isEqualTo(2);
    assertThat(server.mails()).hasSize(2);
  }

  /** The fault that lost listmonk a third of a campaign. */
  @Test
  void givesUpAReusedConnectionThatIsInABadStateAndLosesNoMessage() {
    server.saying(Stage.MAIL, USUAL, "503 5.5.1 Sender already specified", USUAL);
    assertThat(deliver()).isInstanceOf(Accepted.class);
    assertThat(deliver()).isInstanceOf(Unavailable.class);
    assertThat(deliver()).isInstanceOf(Accepted.class);
    assertThat(server.connections()).isEqualTo(2);
  }

  @Test
  void aRefusedRecipientDoesNotSpoilTheConnection() {
    server.saying(Stage.RCPT, "550 5.1.1 no such user", USUAL);
    assertThat(deliver()).isInstanceOf(Refused.class);
    assertThat(deliver()).isInstanceOf(Accepted.class);
    assertThat(server.mails()).hasSize(1);
  }

  @Test
  void saysNothingInPlaintextWhereTlsIsRequired() {
    messenger = messenger("required", "user");
    server.saying(Stage.EHLO, "250-sink.example\r\n250 AUTH PLAIN LOGIN");
    assertThat(deliver())
        .isInstanceOfSatisfying(
            Unavailable.class, reason -> assertThat(reason.detail()).contains("STARTTLS"));
    assertThat(server.commands()).noneMatch(line -> line.matches("(?i)(auth|mail|rcpt).*"));
  }

  @Test
  void aRefusedLoginIsTheInstallationsTroubleNotTheMessages() {
    messenger = messenger("off", "user");
    server.saying(Stage.EHLO, "250-sink.example\r\n250 AUTH PLAIN LOGIN");
    server.saying(Stage.AUTH, "535 5.7.8 bad credentials");
    assertThat(deliver())
        .isInstanceOfSatisfying(
            Unavailable.class, reason -> assertThat(reason.detail()).contains("535"));
  }

  @Test
  void aServerThatIsNotThereIsSaidSo() throws IOException {
    server.close();
    assertThat(deliver())
        .isInstanceOfSatisfying(
            Unavailable.class, reason -> assertThat(reason.detail()).contains("refused"));
  }
}
