package io.relance;

import io.relance.consent.Consents;
import io.relance.consent.Status;
import io.relance.contact.ContactInput;
import io.relance.contact.Contacts;
import io.relance.core.Channel;
import io.relance.core.ContactId;
import io.relance.core.Purpose;
import io.relance.demo.Delivered;
import io.relance.demo.DemoInbox;
import io.relance.event.Inbox;
import io.relance.event.Told;
import io.relance.journey.Journeys;
import io.relance.runtime.MovableClock;
import io.relance.runtime.Orphans;
import io.relance.runtime.TimeMachine;
import io.relance.score.Published;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.autoconfigure.filter.TypeExcludeFilters;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The whole application, once for all tests that extend this: real PostgreSQL, real SMTP, real
 * HTTP. Nothing runs in the background; time stands still until a test moves it. Every test begins
 * with empty tables at T0.
 */
@SpringBootTest(classes = Relance.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@TypeExcludeFilters(OnlyTheApplication.class)
@Import(RelanceTest.CountedStatements.class)
@ActiveProfiles({"demo", "test"})
@NullUnmarked
public abstract class RelanceTest {

  /** Monday 1 March 2027, 09:00 in Paris. */
  protected static final Instant T0 = Instant.parse("2027-03-01T08:00:00Z");

  private static final Pattern LINK = Pattern.compile("http://localhost(/[tu]/[A-Za-z0-9/_-]+)");
  private static final String BROWSER =
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0"
          + " Safari/537.36";

  /** Counts what the application asks its database, without changing anything else. */
  static class CountedStatements implements BeanPostProcessor {
    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
      return bean instanceof DataSource database ? new CountingDataSource(database) : bean;
    }
  }

  @Autowired protected JdbcClient jdbc;
  @Autowired protected CountingDataSource statements;
  @Autowired protected TimeMachine time;
  @Autowired protected MovableClock clock;
  @Autowired protected Contacts contacts;
  @Autowired protected Consents consents;
  @Autowired protected Journeys journeys;
  @Autowired protected Inbox inbox;
  @Autowired protected Orphans orphans;
  @Autowired private Published published;
  @Autowired protected DemoInbox mailbox;
  @LocalServerPort protected int port;

  protected final HttpClient http = HttpClient.newHttpClient();

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry registry) {
    TestDatabase.create("relance");
    registry.add("spring.datasource.url", () -> TestDatabase.url("relance"));
    registry.add("spring.datasource.username", () -> "postgres");
    // most tests are not about observing, and readers of whom nothing is known move no journey
    registry.add("relance.consent.unknown-tracking", () -> "personal");
  }

  @BeforeEach
  protected void beginAtT0WithEmptyTables() {
    List<String> tables =
        jdbc.sql(
                """
                SELECT tablename FROM pg_tables
                 WHERE schemaname = 'public'
                   AND (tablename LIKE 'act\\_ru\\_%' OR tablename NOT LIKE 'act\\_%')
                   AND tablename NOT IN ('flyway_schema_history', 'installation_secret', 'app_user', 'api_token')
                   AND tablename !~ '^trail_|^act_ru_authorization'
                """)
            .query(String.class)
            .list();
    jdbc.sql("TRUNCATE " + String.join(", ", tables) + " CASCADE").update();
    // their catalogue is empty now
    jdbc.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'mart'")
        .query(String.class)
        .list()
        .forEach(table -> jdbc.sql("DROP TABLE mart.\"" + table + "\" CASCADE").update());
    published.forget(); // its table is empty now
    clock.stopAt(T0);
    time.advance(Duration.ZERO);
  }

  // ------------------------------------------------------------------ given

  /** A contact in Paris whose address is {@code <id>@example.com} and who wants marketing mail. */
  protected ContactId subscriber(String externalId, UnaryOperator<ContactInput> more) {
    ContactInput input =
        more.apply(
            ContactInput.NOTHING
                .with("email", externalId + "@example.com")
                .with("timeZone", "Europe/Paris")
                .attribute("firstName", "Léa"));
    ContactId id = contacts.put(externalId, input, true).contact().id();
    grant(id, Channel.EMAIL);
    return id;
  }

  protected void grant(ContactId contact, Channel channel) {
    consents.record(
        contact, channel, Purpose.MARKETING, Status.GRANTED, "test", Map.of("text", "yes"));
  }

  /** Publishes a scenario of the library, perhaps changed. */
  protected void publish(String scenario, UnaryOperator<String> change) {
    try {
      String bpmn =
          new ClassPathResource("scenarios/" + scenario + ".bpmn")
              .getContentAsString(java.nio.charset.StandardCharsets.UTF_8);
      publishDiagram(change.apply(bpmn));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  protected void publish(String scenario) {
    publish(scenario, UnaryOperator.identity());
  }

  protected void publishDiagram(String bpmn) {
    var saved = journeys.saveDraft(bpmn.getBytes(java.nio.charset.StandardCharsets.UTF_8), "test");
    journeys.publish(saved.key(), "test");
  }

  // ------------------------------------------------------------------ when

  /** Tells an event of a contact, about an object or (null) none; it is routed when time moves. */
  protected void tell(ContactId contact, String name, String key, Map<String, Object> properties) {
    inbox.tell(
        new Told(
            "test",
            UUID.randomUUID().toString(),
            name,
            contact,
            null,
            key,
            clock.instant(),
            properties,
            null,
            null));
  }

  /** Moves to this long after T0. */
  protected void moveTo(Duration afterT0) {
    time.advance(Duration.between(clock.instant(), T0.plus(afterT0)));
  }

  /** Lets happen what is due now. */
  protected void settle() {
    time.advance(Duration.ZERO);
  }

  protected HttpResponse<String> get(String path) {
    return send(request(path).GET());
  }

  protected HttpResponse<String> post(String path, String form) {
    return send(
        request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form)));
  }

  protected HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
        .header("User-Agent", BROWSER);
  }

  protected HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  // ------------------------------------------------------------------ then

  /** The path of the first link of this kind ({@code /t/c/}, {@code /u/}, …) in a mail. */
  protected String link(Delivered mail, String kind) {
    Matcher links = LINK.matcher(mail.text());
    while (links.find()) {
      if (links.group(1).startsWith(kind)) {
        return links.group(1);
      }
    }
    throw new AssertionError("no link " + kind + " in " + mail.text());
  }

  protected List<Delivered> mails(String externalId) {
    return mailbox.find(externalId + "@example.com", 100);
  }

  /**
   * How many walks of a journey ended with which outcome; those still inside count under "inside".
   */
  protected Map<String, Long> ends(String journey) {
    Map<String, Long> ends = new TreeMap<>();
    jdbc.sql(
            """
            SELECT CASE WHEN ended_at IS NULL THEN 'inside' ELSE outcome END AS word, count(*)
              FROM enrolment WHERE journey_key = :journey GROUP BY 1
            """)
        .param("journey", journey)
        .query(
            row -> {
              ends.put(row.getString(1), row.getLong(2));
            });
    return ends;
  }

  /** How many messages each step sent that the provider accepted. */
  protected Map<String, Long> accepted(String journey) {
    Map<String, Long> accepted = new TreeMap<>();
    jdbc.sql(
            """
            SELECT step, count(*) FROM message
             WHERE journey_key = :journey AND state = 'ACCEPTED' GROUP BY step
            """)
        .param("journey", journey)
        .query(
            row -> {
              accepted.put(row.getString(1), row.getLong(2));
            });
    return accepted;
  }

  /** What really arrived, by channel. */
  protected Map<String, Long> arrived() {
    Map<String, Long> arrived = new TreeMap<>();
    jdbc.sql("SELECT channel, count(*) FROM demo_delivery GROUP BY channel")
        .query(
            row -> {
              arrived.put(row.getString(1), row.getLong(2));
            });
    return arrived;
  }

  /**
   * Entered = waiting + queued + ended + in an incident, for every journey; nothing is left over in
   * the seams.
   */
  protected void assertTheBooksBalance() {
    org.assertj.core.api.Assertions.assertThat(
            jdbc.sql("SELECT count(*) FROM act_ru_incident").query(Long.class).single())
        .as("incidents")
        .isZero();
    org.assertj.core.api.Assertions.assertThat(
            jdbc.sql("SELECT count(*) FROM event WHERE state IN ('NEW', 'FAILED')")
                .query(Long.class)
                .single())
        .as("events that were not routed")
        .isZero();
    org.assertj.core.api.Assertions.assertThat(orphans.find())
        .as("rows of the engine that belong to nothing")
        .isEmpty();
    assertTheCountersAreTrue();
  }

  /** Every counter says what is counted from the rows themselves. */
  protected void assertTheCountersAreTrue() {
    assertTheCountersAreTrue("in the end");
  }

  protected void assertTheCountersAreTrue(String when) {
    org.assertj.core.api.Assertions.assertThat(counted("journey_count_now"))
        .as("the counters, against what is true, %s", when)
        .isEqualTo(counted("journey_count_truth"));
  }

  private Map<String, Long> counted(String view) {
    Map<String, Long> counted = new TreeMap<>();
    jdbc.sql(
            """
            SELECT concat_ws(' ', journey_key, version, what, step, word), sum(n)
              FROM %s GROUP BY 1 HAVING sum(n) <> 0
            """
                .formatted(view))
        .query(
            row -> {
              counted.put(row.getString(1), row.getLong(2));
            });
    return counted;
  }
}
