package io.relance.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.relance.access.Permission;
import io.relance.access.Role;
import io.relance.access.Tokens;
import io.relance.access.Users;
import io.relance.core.ContactId;
import io.relance.journey.Enrolments;
import io.relance.journey.Journey;
import io.relance.journey.Journeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Fills the demo at its first start, and prints where to go and how to log in at every start. */
@Component
@Profile("demo")
@ConditionalOnProperty(name = "relance.demo.fill", matchIfMissing = true)
class DemoStart implements CommandLineRunner {

  private static final Logger log = LoggerFactory.getLogger(DemoStart.class);
  private static final String PASSWORD = "relance-demo";
  private static final int ENROLLED = 120;

  private record Login(String name, String fullName, Role role) {}

  private static final List<Login> LOGINS =
      List.of(
          new Login("ada", "Ada Admin", Role.ADMIN),
          new Login("paul", "Paul Publisher", Role.PUBLISHER),
          new Login("mia", "Mia Marketer", Role.MARKETER),
          new Login("vera", "Vera Viewer", Role.VIEWER));

  private final Users users;
  private final Tokens tokens;
  private final JdbcClient jdbc;
  private final DemoContacts demoContacts;
  private final DemoTables demoTables;
  private final Journeys journeys;
  private final Enrolments enrolments;
  private final DemoSettings settings;
  private final ObjectMapper json;
  private final Environment environment;
  private String token = "";

  DemoStart(
      Users users,
      Tokens tokens,
      JdbcClient jdbc,
      DemoContacts demoContacts,
      DemoTables demoTables,
      Journeys journeys,
      Enrolments enrolments,
      DemoSettings settings,
      ObjectMapper json,
      Environment environment) {
    this.users = users;
    this.tokens = tokens;
    this.jdbc = jdbc;
    this.demoContacts = demoContacts;
    this.demoTables = demoTables;
    this.journeys = journeys;
    this.enrolments = enrolments;
    this.settings = settings;
    this.json = json;
    this.environment = environment;
  }

  @Override
  public void run(String... arguments) {
    if (users.isEmpty()) {
      LOGINS.forEach(login -> users.create(login.name(), login.fullName(), login.role(), PASSWORD));
    }
    token = settings.token() == null || settings.token().isBlank() ? madeUp() : settings.token();
    tokens.adopt("demo", EnumSet.allOf(Permission.class), token);
    publishLibrary();
    // An interrupted first start is completed by the next one: making a contact again changes
    // nothing.
    if (nobodyEverEntered()) {
      demoContacts.make(settings.contacts()).stream().limit(ENROLLED).forEach(this::enrol);
    }
    demoTables.make(settings.contacts());
  }

  private boolean nobodyEverEntered() {
    return jdbc.sql("SELECT NOT EXISTS (SELECT FROM enrolment)").query(Boolean.class).single();
  }

  private void publishLibrary() {
    for (String key : library()) {
      if (journeys.find(key).map(Journey::version).isPresent()) {
        continue;
      }
      try (var in = new ClassPathResource("scenarios/" + key + ".bpmn").getInputStream()) {
        journeys.saveDraft(in.readAllBytes(), "demo");
        journeys.publish(key, "demo");
      } catch (IOException e) {
        throw new UncheckedIOException(
            "the scenario '" + key + "' is missing from the class path", e);
      }
    }
  }

  private List<String> library() {
    try (var in = new ClassPathResource("scenarios/catalogue.json").getInputStream()) {
      JsonNode catalogue = json.readTree(in);
      return catalogue.findValuesAsText("key");
    } catch (IOException e) {
      throw new UncheckedIOException("the scenario library is missing from the class path", e);
    }
  }

  private void enrol(ContactId contact) {
    enrolments.enrol("first-steps", new Enrolments.Entry(contact, null, "{}", null));
  }

  private static String madeUp() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return "demo_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @EventListener(ApplicationReadyEvent.class)
  void sayWhereToGo() {
    String address = "http://localhost:" + environment.getProperty("local.server.port", "8080");
    StringBuilder text =
        new StringBuilder("\n\n  Relance is ready:  ").append(address).append("\n\n");
    for (Login login : LOGINS) {
      text.append("    %-6s %-13s  (%s)%n".formatted(login.name(), PASSWORD, login.role().word()));
    }
    text.append("\n  API token:  ").append(token).append("\n");
    text.append("  Try it:     curl -H 'Authorization: Bearer ")
        .append(token)
        .append("' ")
        .append(address)
        .append("/api/journeys\n");
    log.info("{}", text);
  }
}
