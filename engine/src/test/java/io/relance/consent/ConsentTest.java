package io.relance.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import io.relance.CountingDataSource;
import io.relance.PeopleContext;
import io.relance.contact.ContactImports;
import io.relance.contact.ContactInput;
import io.relance.contact.Contacts;
import io.relance.contact.ImportRequest;
import io.relance.contact.ImportRunner;
import io.relance.core.BusinessKey;
import io.relance.core.Channel;
import io.relance.core.ContactId;
import io.relance.core.LegalBasis;
import io.relance.core.Purpose;
import io.relance.core.Rejected;
import io.relance.messaging.AddressRefused;
import io.relance.messaging.Recipients.Permission;
import io.relance.messaging.Tracking;
import io.relance.process.Step;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@SpringJUnitConfig(PeopleContext.class)
class ConsentTest {

  @Autowired Consents consents;
  @Autowired Permissions permissions;
  @Autowired Suppressions suppressions;
  @Autowired ConsentSteps steps;
  @Autowired ConsentApi api;
  @Autowired Contacts contacts;
  @Autowired ContactImports imports;
  @Autowired ImportRunner runner;
  @Autowired PeopleContext.Heard heard;
  @Autowired CountingDataSource database;
  @Autowired JdbcClient jdbc;
  @Autowired ApplicationEventPublisher events;
  @Autowired PlatformTransactionManager transactions;
  ContactId ada;

  @BeforeEach
  void begin() {
    jdbc.sql(
            "TRUNCATE contact, contact_import, suppression, message, engine_signal, event, enrolment CASCADE")
        .update();
    heard.forget();
    ada = contact("ada", "ada@example.org");
  }

  @Test
  void marketingNeedsConsentServiceMayBeRefusedTransactionalNeedsNone() {
    assertThat(ask(Purpose.MARKETING)).isEqualTo("no-consent");
    assertThat(ask(Purpose.SERVICE)).isEqualTo("ada@example.org");
    assertThat(ask(Purpose.TRANSACTIONAL)).isEqualTo("ada@example.org");

    say(Purpose.MARKETING, Status.GRANTED);
    assertThat(ask(Purpose.MARKETING)).isEqualTo("ada@example.org");

    for (Purpose purpose : Purpose.values()) {
      say(purpose, Status.REFUSED);
    }
    assertThat(ask(Purpose.MARKETING)).isEqualTo("consent-refused");
    assertThat(ask(Purpose.SERVICE)).isEqualTo("consent-refused");
    assertThat(ask(Purpose.TRANSACTIONAL)).isEqualTo("ada@example.org");
  }

  @Test
  void whoNeverSaidIsNotObserved() {
    assertThat(tracking()).isEqualTo(Tracking.NONE);
    say(Purpose.TRACKING_CLICKS, Status.GRANTED);
    assertThat(tracking()).isEqualTo(new Tracking(false, true));
    say(Purpose.TRACKING_OPENS, Status.GRANTED);
    say(Purpose.TRACKING_CLICKS, Status.REFUSED);
    assertThat(tracking()).isEqualTo(new Tracking(true, false));
    assertThat(new ConsentSettings(ConsentSettings.Unknown.PERSONAL).tracking(null, "refused"))
        .isEqualTo(new Tracking(true, false));
  }

  private Tracking tracking() {
    return Objects.requireNonNull(
        new TransactionTemplate(transactions)
            .execute(
                status ->
                    ((Permission.Granted) permissions.ask(ada, Channel.EMAIL, Purpose.SERVICE))
                        .recipient()
                        .tracking()));
  }

  @Test
  void lettingOneselfBeSeenIsNotAskingForMail() {
    contacts.erase(ada);
    ContactId again = contact("ada2", "ada@example.org");
    consents.record(again, Channel.EMAIL, Purpose.TRACKING_OPENS, Status.GRANTED, "test", Map.of());
    assertThat(suppressions.contains(Channel.EMAIL, "ada@example.org")).isTrue();
  }

  @Test
  void aGroundIsWorthItsProof() {
    Grounds customer = new Grounds(LegalBasis.EXISTING_CUSTOMER, "checkout-2");
    assertThatThrownBy(() -> grant(customer, Map.of())).hasMessageContaining("sale");
    assertThatThrownBy(
            () ->
                grant(
                    new Grounds(LegalBasis.EXISTING_CUSTOMER, null), Map.of("sale", "order 4711")))
        .hasMessageContaining("textVersion");
    assertThat(consents.history(ada)).isEmpty();
    grant(customer, Map.of("sale", "order 4711"));
    assertThat(consents.current(ada).get(0).basis()).isEqualTo("existing-customer");
    assertThat(ask(Purpose.MARKETING)).contains("@");
    say(Purpose.MARKETING, Status.REFUSED);
    assertThat(ask(Purpose.MARKETING)).isEqualTo("consent-refused");
  }

  @Test
  void observingTakesConsentWhateverTheGround() {
    for (LegalBasis basis : LegalBasis.values()) {
      assertThat(basis.permits(Channel.EMAIL, Purpose.TRACKING_CLICKS))
          .isEqualTo(basis == LegalBasis.CONSENT);
      assertThat(basis.permits(Channel.SMS, Purpose.TRACKING_CLICKS)).isFalse();
    }
  }

  private void grant(Grounds grounds, Map<String, Object> proof) {
    consents.record(ada, Channel.EMAIL, Purpose.MARKETING, Status.GRANTED, grounds, "test", proof);
  }

  @Test
  void asksForTheAddressBeforeTheConsent() {
    assertThat(ask(ada, Channel.SMS, Purpose.MARKETING)).isEqualTo("no-address");
    assertThat(ask(new ContactId(-1), Channel.EMAIL, Purpose.MARKETING)).isEqualTo("no-contact");
    jdbc.sql("UPDATE contact SET email = 'ada@[127.0.0.1]', phone = '0612'").update();
    assertThat(ask(Purpose.MARKETING)).isEqualTo("bad-address");
    assertThat(ask(ada, Channel.SMS, Purpose.SERVICE)).isEqualTo("bad-address");
  }

  @Test
  void answersWithTwoStatements() {
    ask(Purpose.MARKETING);
    assertThat(database.during(() -> ask(Purpose.MARKETING))).isEqualTo(2);
  }

  @Test
  void keepsTheWholeChainAndTellsAWithdrawalOnce() {
    say(Purpose.MARKETING, Status.GRANTED);
    say(Purpose.MARKETING, Status.REFUSED);
    say(Purpose.MARKETING, Status.REFUSED);

    List<ConsentRecord> history = consents.history(ada);
    assertThat(history)
        .extracting(ConsentRecord::status)
        .containsExactly("granted", "refused", "refused");
    assertThat(history.get(0).proof()).containsEntry("ip", "192.0.2.1");
    assertThat(heard.all(Consents.Withdrawn.class))
        .containsExactly(
            new Consents.Withdrawn(ada, Channel.EMAIL, Purpose.MARKETING, history.get(1).id()));
    assertThat(consents.current(ada)).hasSize(1);
  }

  @Test
  void stopsWhatIsQueuedForTheRefusedPurposeOnly() {
    queue("m1", "marketing");
    queue("m2", "service");

    say(Purpose.MARKETING, Status.REFUSED);

    assertThat(
            jdbc.sql("SELECT dedupe_key || state || coalesce(reason, '') FROM message ORDER BY 1")
                .query(String.class)
                .list())
        .containsExactly("m1SUPPRESSEDconsent-withdrawn", "m2PENDING");
  }

  @Test
  void noHistoryEverEndsWithASendThatNobodyAllowed() {
    Random random = new Random(11);
    for (int walk = 0; walk < 60; walk++) {
      ContactId contact = contact("walk" + walk, "walk" + walk + "@example.org");
      Status last = null;
      for (int i = random.nextInt(5); i > 0; i--) {
        last = Status.values()[random.nextInt(2)];
        consents.record(contact, Channel.EMAIL, Purpose.MARKETING, last, "test", Map.of());
      }
      assertThat(ask(contact, Channel.EMAIL, Purpose.MARKETING).contains("@"))
          .isEqualTo(last == Status.GRANTED);
    }
  }

  @Test
  void aClaimThatWaitsForAWithdrawalSeesIt() throws Exception {
    say(Purpose.MARKETING, Status.GRANTED);
    CountDownLatch refused = new CountDownLatch(1);
    CountDownLatch commit = new CountDownLatch(1);
    var withdrawal =
        CompletableFuture.runAsync(
            () ->
                new TransactionTemplate(transactions)
                    .executeWithoutResult(
                        status -> {
                          say(Purpose.MARKETING, Status.REFUSED);
                          refused.countDown();
                          await(commit);
                        }));
    await(refused);
    var claim = CompletableFuture.supplyAsync(() -> ask(Purpose.MARKETING));
    untilSomebodyWaitsForALock();
    assertThat(claim).isNotDone();
    commit.countDown();

    assertThat(claim.get(10, TimeUnit.SECONDS)).isEqualTo("consent-refused");
    withdrawal.get(10, TimeUnit.SECONDS);
  }

  @Test
  void aWithdrawalWaitsForTheClaimThatCameFirst() throws Exception {
    say(Purpose.MARKETING, Status.GRANTED);
    var withdrawal =
        new TransactionTemplate(transactions)
            .execute(
                status -> {
                  assertThat(ask(Purpose.MARKETING)).contains("@");
                  var waiting =
                      CompletableFuture.runAsync(() -> say(Purpose.MARKETING, Status.REFUSED));
                  untilSomebodyWaitsForALock();
                  assertThat(waiting).isNotDone();
                  return waiting;
                });
    java.util.Objects.requireNonNull(withdrawal).get(10, TimeUnit.SECONDS);
    assertThat(ask(Purpose.MARKETING)).isEqualTo("consent-refused");
  }

  @Test
  void aWithdrawalLeavesAMessageInTheHandsOfTheClaimThatWillSeeIt() {
    say(Purpose.MARKETING, Status.GRANTED);
    queue("m1", "marketing");
    new TransactionTemplate(transactions)
        .executeWithoutResult(
            status -> {
              jdbc.sql("UPDATE message SET state = 'SENDING'").update();
              CompletableFuture.runAsync(() -> say(Purpose.MARKETING, Status.REFUSED))
                  .orTimeout(10, TimeUnit.SECONDS)
                  .join();
              assertThat(permissions.ask(ada, Channel.EMAIL, Purpose.MARKETING))
                  .isEqualTo(new Permission.Denied("consent-refused"));
            });
  }

  @Test
  void anErasureWaitsForTheClaimThatCameFirst() {
    say(Purpose.MARKETING, Status.GRANTED);
    queue("m1", "marketing");
    var erasure =
        new TransactionTemplate(transactions)
            .execute(
                status -> {
                  jdbc.sql("UPDATE message SET state = 'SENDING'").update();
                  var waiting = CompletableFuture.supplyAsync(() -> contacts.erase(ada));
                  untilSomebodyWaitsForALock();
                  assertThat(permissions.ask(ada, Channel.EMAIL, Purpose.MARKETING))
                      .isInstanceOf(Permission.Granted.class);
                  return waiting;
                });
    assertThat(java.util.Objects.requireNonNull(erasure).orTimeout(10, TimeUnit.SECONDS).join())
        .isTrue();
    assertThat(
            jdbc.sql("SELECT count(*) FROM message WHERE contact_id IS NULL")
                .query(Long.class)
                .single())
        .isOne();
  }

  @Test
  void anAddressThatBouncedGetsNothingMoreWhoeverHasIt() {
    events.publishEvent(
        new AddressRefused(
            ada, Channel.EMAIL, "ada@example.org", UUID.randomUUID(), "mail_W1", "550 5.1.1"));

    assertThat(ask(Purpose.TRANSACTIONAL)).isEqualTo("suppressed");
    ContactId other = contact("other", "ADA@example.org");
    say(other, Purpose.MARKETING, Status.GRANTED);
    assertThat(ask(other, Channel.EMAIL, Purpose.MARKETING)).isEqualTo("suppressed");
    assertThat(jdbc.sql("SELECT key_hash FROM suppression").query(String.class).single())
        .hasSize(64);

    assertThat(suppressions.lift(Channel.EMAIL, "ada@example.org")).isTrue();
    assertThat(suppressions.contains(Channel.EMAIL, "ada@example.org")).isFalse();
    assertThat(ask(Purpose.TRANSACTIONAL)).contains("@");
  }

  @Test
  void whoWasErasedAndComesBackInAFileGetsNoMarketingUntilTheyAgreeThemselves() {
    say(Purpose.MARKETING, Status.GRANTED);
    contacts.erase(ada);
    importWithConsent("externalId,email\nada,ada@example.org\n");
    ada = contacts.named("ada").id();

    assertThat(consents.current(ada)).isEmpty();
    assertThat(ask(Purpose.MARKETING)).isEqualTo("suppressed");
    assertThat(ask(Purpose.TRANSACTIONAL)).contains("@");

    say(Purpose.MARKETING, Status.GRANTED);
    assertThat(ask(Purpose.MARKETING)).contains("@");
  }

  @Test
  void anImportNeverGrantsAgainWhatWasRefused() {
    say(Purpose.MARKETING, Status.REFUSED);
    importWithConsent("externalId,email\nada,ada@example.org\nbob,bob@example.org\n");
    importWithConsent("externalId,email\nada,ada@example.org\nbob,bob@example.org\n");

    assertThat(ask(Purpose.MARKETING)).isEqualTo("consent-refused");
    ContactId bob = contacts.named("bob").id();
    assertThat(ask(bob, Channel.EMAIL, Purpose.MARKETING)).contains("@");
    assertThat(consents.history(bob)).hasSize(1);
    assertThat(consents.history(bob).get(0).proof())
        .containsEntry("proof", "signed at the fair")
        .containsKey("import");
  }

  @Test
  void aJourneyProvesConsentByTheEventItConsumedLast() {
    UUID message = UUID.randomUUID();
    jdbc.sql(
            "INSERT INTO journey (key, name, state, created_at) VALUES ('doi', 'x', 'live', now()) ON CONFLICT DO NOTHING")
        .update();
    jdbc.sql(
            "INSERT INTO journey_version VALUES ('doi', 1, '', 'doi:1', 'never', true, '{}', now(), 'x') ON CONFLICT DO NOTHING")
        .update();
    long event =
        jdbc.sql(
                """
                INSERT INTO event (source, event_id, name, contact_id, message_id, step, link, properties, body_hash, state,
                                   occurred_at, received_at, keep_until)
                VALUES ('link', '7', 'OptInConfirmed', :ada, :message, 'mail_D1', 'confirm', '{"ip": "192.0.2.7"}', '', 'CONSUMED',
                        '2027-03-01T08:59:00Z', now(), now())
                RETURNING id
                """)
            .param("ada", ada.value())
            .param("message", message)
            .query(Long.class)
            .single();
    jdbc.sql(
            """
            INSERT INTO enrolment (business_key, journey_key, version, contact_id, process_instance_id, last_event_id, data,
                                   entered_at)
            VALUES (:key, 'doi', 1, :ada, 'p1', :event, '{"textVersion": "newsletter-3"}', now())
            """)
        .param("key", "doi:" + ada)
        .param("ada", ada.value())
        .param("event", event)
        .update();

    Step step =
        new Step(
            new BusinessKey("doi", ada, null), "doi:1", "p1", "e", "v", "consent_D3", Map.of());
    steps.record(step, "email", "marketing", "granted");

    assertThat(consents.history(ada).get(0).textVersion()).isEqualTo("newsletter-3");
    assertThat(consents.history(ada).get(0).proof())
        .containsEntry("journey", "doi")
        .containsEntry("version", 1)
        .containsEntry("step", "consent_D3")
        .containsEntry("event", "OptInConfirmed")
        .containsEntry("occurredAt", "2027-03-01T08:59:00Z")
        .containsEntry("message", message.toString())
        .containsEntry("messageStep", "mail_D1")
        .containsEntry("properties", Map.of("ip", "192.0.2.7"));
  }

  @Test
  void answersOverHttpAsTheApiSays() throws Exception {
    MockMvc http =
        MockMvcBuilders.standaloneSetup(api)
            .setControllerAdvice(new PeopleContext.Refusals())
            .build();
    String at = "/api/contacts/ada/consents/";
    http.perform(
            put(at + "email/marketing")
                .contentType("application/json")
                .content("{\"status\":\"granted\",\"proof\":{\"form\":\"v2\"}}"))
        .andExpect(status().isOk())
        .andExpect(jsonPath("$.status").value("granted"));
    http.perform(get("/api/contacts/ada/consents"))
        .andExpect(jsonPath("$.items[0].status").value("granted"))
        .andExpect(jsonPath("$.history[0].proof.form").value("v2"))
        .andExpect(jsonPath("$.history[0].source").value("api"));
    http.perform(
            put(at + "pigeon/fun")
                .contentType("application/json")
                .content("{\"status\":\"maybe\",\"proof\":1,\"x\":2}"))
        .andExpect(status().isUnprocessableEntity())
        .andExpect(jsonPath("$.errors.length()").value(5));
    http.perform(
            put(at + "email/marketing").contentType("application/json").content("{\"status\":"))
        .andExpect(status().isBadRequest());
    http.perform(
            put("/api/contacts/nobody/consents/email/marketing")
                .contentType("application/json")
                .content("{\"status\":\"granted\"}"))
        .andExpect(status().isNotFound());
  }

  @Test
  void aFileSaysOnWhatGroundAndToWhichWording() {
    say(Purpose.MARKETING, Status.REFUSED);
    importWithConsent(
        "externalId,email\nada,ada@example.org\nbob,bob@example.org\n",
        Map.of(
            "consent", "email:marketing",
            "proof", "orders of 2026",
            "basis", "existing-customer",
            "textVersion", "checkout-2"));
    ContactId bob = contacts.byExternalId("bob").orElseThrow().id();
    assertThat(consents.current(bob))
        .extracting(Consents.Current::basis, Consents.Current::textVersion)
        .containsExactly(tuple("existing-customer", "checkout-2"));
    assertThat(consents.history(bob).get(0).proof()).containsEntry("sale", "orders of 2026");
    assertThat(ask(Purpose.MARKETING)).isEqualTo("consent-refused");
  }

  @Test
  void aFileIsRefusedOnAGroundThatDoesNotCarryIt() {
    for (Map<String, String> wrong :
        List.of(
            Map.of("basis", "because"),
            Map.of("basis", "contract"),
            Map.of("basis", "existing-customer"),
            Map.of("consent", "email:tracking-opens", "basis", "b2b-notice", "textVersion", "v"))) {
      Map<String, String> parameters = new HashMap<>();
      parameters.put("consent", "email:marketing");
      parameters.put("proof", "x");
      parameters.putAll(wrong);
      assertThatThrownBy(() -> ImportRequest.of("a.csv", parameters)).isInstanceOf(Rejected.class);
    }
  }

  private void importWithConsent(String csv) {
    importWithConsent(csv, Map.of("consent", "email:marketing", "proof", "signed at the fair"));
  }

  private void importWithConsent(String csv, Map<String, String> parameters) {
    imports.start(
        new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)),
        ImportRequest.of("fair.csv", parameters),
        "me");
    int done = runner.runOnce();
    while (done > 0) {
      done = runner.runOnce();
    }
  }

  private ContactId contact(String name, String email) {
    return contacts.put(name, ContactInput.NOTHING.with("email", email), false).contact().id();
  }

  private void say(Purpose purpose, Status status) {
    say(ada, purpose, status);
  }

  private void say(ContactId contact, Purpose purpose, Status status) {
    consents.record(contact, Channel.EMAIL, purpose, status, "test", Map.of("ip", "192.0.2.1"));
  }

  private String ask(Purpose purpose) {
    return ask(ada, Channel.EMAIL, purpose);
  }

  /** The address, or the reason why there is none. */
  private String ask(ContactId contact, Channel channel, Purpose purpose) {
    Permission answer =
        new TransactionTemplate(transactions)
            .execute(status -> permissions.ask(contact, channel, purpose));
    return answer instanceof Permission.Granted granted
        ? granted.recipient().address()
        : ((Permission.Denied) java.util.Objects.requireNonNull(answer)).reason();
  }

  private void queue(String key, String purpose) {
    jdbc.sql(
            """
            INSERT INTO message (id, dedupe_key, contact_id, journey_key, version, step, process_instance_id, execution_id,
                                 channel, purpose, state, due_at, expires_at, created_at)
            VALUES (gen_random_uuid(), :key, :ada, 'j', 1, 's', 'p', 'e', 'email', :purpose, 'PENDING', now(), now(), now())
            """)
        .param("key", key)
        .param("ada", ada.value())
        .param("purpose", purpose)
        .update();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void untilSomebodyWaitsForALock() {
    long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (jdbc.sql("SELECT count(*) FROM pg_locks WHERE NOT granted").query(Long.class).single()
        == 0) {
      assertThat(System.nanoTime()).isLessThan(patience);
      Thread.onSpinWait();
    }
  }
}
