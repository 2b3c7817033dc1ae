package io.relance.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.head;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.multipart;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import io.relance.TestDatabase;
import io.relance.consent.ConsentSettings;
import io.relance.consent.ConsentSettings.Unknown;
import io.relance.consent.Consents;
import io.relance.consent.Consents.Current;
import io.relance.consent.Status;
import io.relance.content.ContentFixture;
import io.relance.content.LinkToken;
import io.relance.content.LinkToken.Kind;
import io.relance.content.LinkTokens;
import io.relance.core.Channel;
import io.relance.core.ContactId;
import io.relance.core.Purpose;
import io.relance.event.Inbox;
import io.relance.event.Told;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

class TrackingTest {

  private static final Instant SENT = Instant.parse("2027-03-01T09:00:00Z");
  private static final String BROWSER =
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/140.0 Safari/537.36";
  private static JdbcClient jdbc;

  private final LinkTokens tokens = ContentFixture.TOKENS;
  private final List<Told> told = new ArrayList<>();
  private final Map<String, Status> consent = new TreeMap<>();
  private int recorded;
  private final UUID message = UUID.randomUUID();
  private final MovedClock clock = new MovedClock();
  private MockMvc mvc;

  /** Our tables, without the indexes on Camunda's. */
  @BeforeAll
  static void createTables() throws IOException {
    DataSource database = TestDatabase.create("tracking");
    String schema =
        new ClassPathResource("db/migration/V2__relance.sql")
            .getContentAsString(StandardCharsets.UTF_8);
    schema =
        schema.substring(
            0,
            schema.indexOf(
                "-- ---------------------------------------------------------------- Camunda"));
    new ResourceDatabasePopulator(new ByteArrayResource(schema.getBytes(StandardCharsets.UTF_8)))
        .execute(database);
    jdbc = JdbcClient.create(database);
    jdbc.sql(
            "CREATE TABLE act_ru_event_subscr (proc_inst_id_ text, event_type_ text, event_name_ text)")
        .update();
  }

  @BeforeEach
  void sendMessage() {
    jdbc.sql(
            "TRUNCATE message, contact, enrolment, journey, journey_version, event, act_ru_event_subscr CASCADE")
        .update();
    jdbc.sql("INSERT INTO act_ru_event_subscr VALUES ('p-1', 'message', 'OptInConfirmed')")
        .update();
    jdbc.sql(
            """
            INSERT INTO contact (id, external_id, locale, created_at, changed_at) OVERRIDING SYSTEM VALUE
            VALUES (7, 'c-7', 'en', now(), now());
            INSERT INTO journey (key, name, state, created_at) VALUES ('welcome', 'Welcome', 'live', now());
            INSERT INTO journey_version (journey_key, version, bpmn, process_definition_id, reentry, marketing,
                                         start_messages, published_at, published_by)
            VALUES ('welcome', 3, '', 'd', 'never', true, '{}', now(), 'x');
            INSERT INTO enrolment (business_key, journey_key, version, contact_id, process_instance_id, entered_at)
            VALUES ('welcome:7', 'welcome', 3, 7, 'p-1', now());
            """)
        .update();
    jdbc.sql(
            """
            INSERT INTO message (id, dedupe_key, contact_id, journey_key, version, step, process_instance_id, execution_id,
                                 channel, purpose, state, due_at, expires_at, created_at, settled_at)
            VALUES (:id, 'k', 7, 'welcome', 3, 'mail_W1', 'p-1', 'x', 'email', 'marketing', 'ACCEPTED',
                    now(), now(), now(), :sent)
            """)
        .param("id", message)
        .param("sent", SENT.atOffset(ZoneOffset.UTC))
        .update();
    consent.put("email", Status.GRANTED);
    consent.put("sms", Status.REFUSED);
    mvc = mvc();
  }

  private MockMvc mvc() {
    ClassLoaderTemplateResolver resolver = new ClassLoaderTemplateResolver();
    resolver.setPrefix("templates/");
    resolver.setSuffix(".html");
    resolver.setCharacterEncoding("UTF-8");
    SpringTemplateEngine templates = new SpringTemplateEngine();
    templates.setTemplateResolver(resolver);
    templates.setTemplateEngineMessageSource(ContentFixture.messages());
    PublicPages pages = new PublicPages(templates);
    SentMessages messages = new SentMessages(jdbc, new ConsentSettings(Unknown.PERSONAL));
    Machines machines = new Machines();
    Crowd crowd = new Crowd(jdbc, clock);
    Hits hits =
        new Hits(
            event -> {
              told.add(event);
              return Inbox.Receipt.NEW;
            },
            clock);
    String body =
        "[a](https://a.example/x?u={{ contact.externalId }} \"guide\")"
            + " [b](https://b.example) [c](https://c.example) [d](https://d.example) [e](https://e.example)";
    return MockMvcBuilders.standaloneSetup(
            new OpenPixel(tokens, messages, machines, hits, crowd, clock),
            new ClickRedirect(
                tokens,
                messages,
                ContentFixture.links(
                    (journey, version, step) ->
                        version == 3 && step.equals("mail_W1") ? Map.of("body", body) : Map.of(),
                    (instance, roots) -> Map.of("contact", Map.of("externalId", "c 7&x=/../"))),
                new Clicks(machines, new Bursts(clock), hits, crowd),
                pages),
            new UnsubscribePage(
                tokens,
                messages,
                new Preferences(consents(), new ConsentSettings(Unknown.PERSONAL)),
                pages),
            new ConfirmPage(tokens, messages, hits, pages, clock))
        .build();
  }

  /** Consent as one map; what it does beyond that is tested where it lives. */
  private Consents consents() {
    Consents consents = mock(Consents.class);
    when(consents.current(any()))
        .thenAnswer(
            call ->
                consent.entrySet().stream()
                    .map(
                        e ->
                            new Current(
                                e.getKey(),
                                "marketing",
                                e.getValue().word(),
                                SENT,
                                "consent",
                                null))
                    .toList());
    when(consents.record(any(), any(), any(), any(), any(), any(), any()))
        .thenAnswer(
            call -> {
              assertThat(call.<ContactId>getArgument(0)).isEqualTo(new ContactId(7));
              assertThat(call.<Purpose>getArgument(2)).isEqualTo(Purpose.MARKETING);
              consent.put(call.<Channel>getArgument(1).word(), call.getArgument(3));
              recorded++;
              return "1";
            });
    return consents;
  }

  private String token(Kind kind, int link) {
    return tokens.sign(new LinkToken(kind, message, link));
  }

  private MockHttpServletResponse call(MockHttpServletRequestBuilder request) throws Exception {
    MockHttpServletResponse response =
        mvc.perform(request.header("User-Agent", BROWSER)).andReturn().getResponse();
    assertThat(response.getHeader("Set-Cookie")).isNull();
    return response;
  }

  @Test
  void aClickIsStoredAndLeadsWhereTheAuthorSaid() throws Exception {
    MockHttpServletResponse answer = call(get("/t/c/" + token(Kind.CLICK, 1)));
    assertThat(answer.getStatus()).isEqualTo(302);
    assertThat(answer.getHeader("Location"))
        .isEqualTo("https://a.example/x?u=c%207%26x%3D%2F..%2F");
    assertThat(answer.getHeader("Cache-Control")).contains("no-store");
    assertThat(answer.getHeader("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(told).hasSize(1);
    Told click = told.get(0);
    assertThat(click.name()).isEqualTo("LinkClicked");
    assertThat(click.contact()).isEqualTo(new ContactId(7));
    assertThat(click.about()).isEqualTo(new Told.Cause(message, "mail_W1", "guide"));
    assertThat(click.machine()).isNull();
    assertThat(click.occurredAt()).isEqualTo(clock.instant());
  }

  @Test
  void everyClickIsAnEventOfItsOwn() throws Exception {
    call(get("/t/c/" + token(Kind.CLICK, 1)));
    call(get("/t/c/" + token(Kind.CLICK, 1)));
    assertThat(told).hasSize(2).extracting(Told::id).doesNotHaveDuplicates();
    assertThat(told).extracting(Told::machine).containsOnlyNulls();
  }

  @Test
  void machinesAreAnsweredTheSameAndMarked() throws Exception {
    String path = "/t/c/" + token(Kind.CLICK, 2);
    assertThat(call(head(path)).getHeader("Location")).isEqualTo("https://b.example");
    assertThat(
            mvc.perform(get(path).header("User-Agent", "Mozilla/5.0 (compatible; Barracuda)"))
                .andReturn()
                .getResponse()
                .getStatus())
        .isEqualTo(302);
    call(get(path).header("Sec-Purpose", "prefetch;prerender"));
    assertThat(told).extracting(Told::machine).containsExactly("head", "scanner", "prefetch");
  }

  @Test
  void whoClicksEverythingAtOnceIsNoPerson() throws Exception {
    for (int link = 1; link <= 5; link++) {
      call(get("/t/c/" + token(Kind.CLICK, link)));
      clock.now = clock.now.plusMillis(300);
    }
    clock.now = clock.now.plusSeconds(10);
    call(get("/t/c/" + token(Kind.CLICK, 1)));
    assertThat(told)
        .extracting(Told::machine)
        .containsExactly(null, null, null, null, "burst", null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/t/c/", "/u/", "/t/confirm/"})
  void whatWeDidNotSignIsUnknown(String path) throws Exception {
    Kind kind =
        path.equals("/t/c/") ? Kind.CLICK : path.equals("/u/") ? Kind.UNSUBSCRIBE : Kind.CONFIRM;
    String good = token(kind, 1);
    List<String> bad =
        List.of(
            good.substring(1) + "A",
            good.substring(0, 40),
            "x",
            token(Kind.OPEN, 1),
            tokens.sign(new LinkToken(kind, UUID.randomUUID(), 1)));
    MockHttpServletResponse first = call(get(path + "nonsense"));
    assertThat(first.getContentAsString()).contains("This link does not work");
    for (String token : bad) {
      MockHttpServletResponse answer =
          call(get(path + token + "?url=https://evil.example").queryParam("to", "//evil.example"));
      assertThat(answer.getStatus()).isEqualTo(404);
      assertThat(answer.getHeader("Location")).isNull();
      assertThat(answer.getContentAsString()).isEqualTo(first.getContentAsString());
    }
    assertThat(call(get("/t/c/" + token(Kind.CLICK, 6))).getStatus()).isEqualTo(404);
    assertThat(told).isEmpty();
  }

  @Test
  void thePixelIsAlwaysTheSame() throws Exception {
    clock.now = SENT.plusSeconds(60);
    MockHttpServletResponse good = call(get("/t/o/" + token(Kind.OPEN, 0) + ".gif"));
    MockHttpServletResponse bad = call(get("/t/o/nonsense.gif"));
    assertThat(good.getContentType()).isEqualTo("image/gif");
    assertThat(good.getContentAsByteArray()).isEqualTo(bad.getContentAsByteArray());
    assertThat(good.getStatus()).isEqualTo(200).isEqualTo(bad.getStatus());
    assertThat(good.getHeader("Cache-Control")).contains("no-store");
    assertThat(told).extracting(Told::id).containsExactly("open:" + message);
    assertThat(told.get(0).machine()).isNull();
  }

  @Test
  void opensOfMachinesAreKeptApart() throws Exception {
    String path = "/t/o/" + token(Kind.OPEN, 0) + ".gif";
    clock.now = SENT.plusMillis(1_500);
    call(get(path));
    clock.now = SENT.plusSeconds(60);
    for (String agent :
        List.of("Mozilla/5.0", "Mozilla/5.0 (via ggpht.com GoogleImageProxy)", "Googlebot/2.1")) {
      mvc.perform(get(path).header("User-Agent", agent));
    }
    assertThat(told).extracting(Told::machine).containsExactly("too-fast", "proxy", "proxy", "bot");
    assertThat(told).extracting(Told::id).containsOnly("open-machine:" + message);
  }

  @Test
  void lookingAtThePreferencesChangesNothing() throws Exception {
    String path = "/u/" + token(Kind.UNSUBSCRIBE, 0);
    for (int i = 0; i < 3; i++) {
      String page = call(get(path)).getContentAsString();
      assertThat(page)
          .contains("value=\"unsubscribe\"", "E-mail", "SMS", "/css/public.css")
          .contains("action=\"" + path.substring(3) + "\"")
          .doesNotContain("<script", "style=");
      call(head(path));
      call(get(path + "?action=unsubscribe&List-Unsubscribe=One-Click"));
    }
    assertThat(recorded).isZero();
  }

  /** Who changes the words gives them a new number, so that the log says what was read. */
  @Test
  void theNumberOfTheWordingBelongsToItsWords() throws Exception {
    List<String> words = new ArrayList<>();
    for (String language : List.of("", "_fr")) {
      new ClassPathResource("messages/tracking" + language + ".properties")
          .getContentAsString(StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.matches("tracking\\.(preferences|purpose|why)\\..*"))
          .forEach(words::add);
    }
    byte[] hash =
        MessageDigest.getInstance("SHA-256")
            .digest(String.join("\n", words).getBytes(StandardCharsets.UTF_8));
    assertThat(Preferences.WORDING + " " + HexFormat.of().formatHex(hash, 0, 8))
        .isEqualTo("preferences-1 8dca1138d0af99c4");
  }

  @Test
  void oneClickUnsubscribesOnce() throws Exception {
    String path = "/u/" + token(Kind.UNSUBSCRIBE, 0);
    for (int i = 0; i < 10; i++) {
      MockHttpServletRequestBuilder request =
          i % 2 == 0
              ? post(path)
                  .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                  .content("List-Unsubscribe=One-Click")
              : multipart(path).param("List-Unsubscribe", "One-Click");
      MockHttpServletResponse answer = call(request);
      assertThat(answer.getStatus()).isEqualTo(200);
      assertThat(answer.getHeader("Location")).isNull();
    }
    assertThat(recorded).isEqualTo(1);
    assertThat(consent).containsEntry("email", Status.REFUSED);
  }

  @Test
  void anythingElseIsABadRequest() throws Exception {
    String path = "/u/" + token(Kind.UNSUBSCRIBE, 0);
    for (String body :
        List.of(
            "",
            "List-Unsubscribe=Two-Click",
            "list-unsubscribe=One-Click",
            "action=One-Click",
            "action=delete")) {
      assertThat(
              call(post(path).contentType(MediaType.APPLICATION_FORM_URLENCODED).content(body))
                  .getStatus())
          .isEqualTo(400);
    }
    assertThat(call(post(path + "?List-Unsubscribe=One-Click")).getStatus()).isEqualTo(400);
    assertThat(recorded).isZero();
  }

  @Test
  void onesMindMayBeChanged() throws Exception {
    String path = "/u/" + token(Kind.UNSUBSCRIBE, 0);
    assertThat(call(post(path).param("action", "unsubscribe")).getContentAsString())
        .contains("Done. You will receive no more", "value=\"resubscribe\"");
    assertThat(call(post(path).param("action", "resubscribe")).getContentAsString())
        .contains("again (E-mail)", "value=\"unsubscribe\"");
    assertThat(consent).containsEntry("email", Status.GRANTED);
    assertThat(recorded).isEqualTo(2);
  }

  @Test
  void pagesSpeakTheContactsLanguageElseTheBrowsers() throws Exception {
    String path = "/u/" + token(Kind.UNSUBSCRIBE, 0);
    assertThat(call(get(path).header("Accept-Language", "fr")).getContentAsString())
        .contains("lang=\"en\"");
    jdbc.sql("UPDATE contact SET locale = NULL").update();
    assertThat(call(get(path).header("Accept-Language", "fr-FR,en;q=0.5")).getContentAsString())
        .contains("lang=\"fr\"", "Se désabonner");
    jdbc.sql("UPDATE contact SET locale = 'fr_CA'").update();
    assertThat(call(get(path)).getContentAsString()).contains("Se désabonner");
  }

  @Test
  void confirmingTakesThePressOfAButton() throws Exception {
    String path = "/t/confirm/" + token(Kind.CONFIRM, 0);
    assertThat(call(get(path)).getContentAsString()).contains("<button", "Yes, I confirm");
    call(head(path));
    assertThat(told).isEmpty();
    assertThat(call(post(path)).getContentAsString()).contains("Thank you");
    assertThat(told).hasSize(1);
    assertThat(told.get(0).name()).isEqualTo("OptInConfirmed");
    assertThat(told.get(0).id()).isEqualTo("confirm:" + message);
    assertThat(told.get(0).properties()).containsKeys("ip", "userAgent");
  }

  @Test
  void confirmingTooLateAsksToBeginAgain() throws Exception {
    String path = "/t/confirm/" + token(Kind.CONFIRM, 0);
    jdbc.sql("UPDATE enrolment SET ended_at = now()").update();
    assertThat(call(get(path)).getContentAsString()).contains("expired");
    assertThat(call(post(path)).getStatus()).isEqualTo(410);
    assertThat(told).isEmpty();
  }

  @Test
  void confirmingAfterTheWalkHasWaitedLongEnoughAsksToBeginAgain() throws Exception {
    String path = "/t/confirm/" + token(Kind.CONFIRM, 0);
    jdbc.sql("TRUNCATE act_ru_event_subscr").update();
    jdbc.sql("UPDATE message SET settled_at = :then")
        .param("then", clock.instant().atOffset(ZoneOffset.UTC))
        .update();
    assertThat(call(get(path)).getContentAsString()).contains("<button");
    jdbc.sql("UPDATE message SET settled_at = :then")
        .param("then", clock.instant().minusSeconds(3601).atOffset(ZoneOffset.UTC))
        .update();
    assertThat(call(get(path)).getStatus()).isEqualTo(410);
    assertThat(call(post(path)).getStatus()).isEqualTo(410);
    assertThat(told).isEmpty();
  }

  @Test
  void whoConfirmedIsThankedForGood() throws Exception {
    String path = "/t/confirm/" + token(Kind.CONFIRM, 0);
    jdbc.sql(
            """
            INSERT INTO event (source, event_id, name, contact_id, message_id, body_hash, state, occurred_at, received_at,
                               keep_until)
            VALUES ('link', :id, 'OptInConfirmed', 7, :message, '', 'CONSUMED', now(), now(), now())
            """)
        .param("id", "confirm:" + message)
        .param("message", message)
        .update();
    jdbc.sql("UPDATE enrolment SET ended_at = now()").update();
    assertThat(call(get(path)).getContentAsString()).contains("Thank you");
    assertThat(call(post(path)).getContentAsString()).contains("Thank you");
    assertThat(told).isEmpty();
  }

  @Test
  void nothingIsKeptAboutTheErased() throws Exception {
    jdbc.sql("UPDATE message SET contact_id = NULL").update();
    assertThat(call(get("/t/c/" + token(Kind.CLICK, 2))).getStatus()).isEqualTo(302);
    call(get("/t/o/" + token(Kind.OPEN, 0) + ".gif"));
    assertThat(
            call(post("/u/" + token(Kind.UNSUBSCRIBE, 0)).param("action", "unsubscribe"))
                .getStatus())
        .isEqualTo(404);
    assertThat(call(post("/t/confirm/" + token(Kind.CONFIRM, 0))).getStatus()).isEqualTo(404);
    assertThat(told).isEmpty();
  }

  private static final class MovedClock extends Clock {
    private Instant now = SENT.plus(Duration.ofHours(1));

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
