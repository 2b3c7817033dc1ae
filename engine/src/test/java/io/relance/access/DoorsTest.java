package io.relance.access;

import static io.relance.access.Browser.header;
import static io.relance.access.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@SpringBootTest(classes = AccessApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT)
class DoorsTest {

  private static final String PASSWORD = "correct horse";

  @LocalServerPort int port;
  @Autowired Users users;
  @Autowired JdbcClient jdbc;
  @Autowired AccessApplication.Hands clock;
  private Browser browser;

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry registry) {
    AccessApplication.configure(registry, "access_doors");
  }

  @BeforeEach
  void fresh() {
    clock.advance(Duration.ofMinutes(2)); // yesterday's guesses do not count
    for (Role role : Role.values()) {
      if (!users.exists(role.word())) {
        users.create(role.word(), "The " + role.word(), role, PASSWORD);
      }
    }
    browser = new Browser(port);
  }

  private Browser loggedInAs(String name) {
    var person = new Browser(port);
    assertThat(location(person.logIn(name, PASSWORD))).isEqualTo("/");
    return person;
  }

  // ---- login

  @Test
  void letsTheFirstAdministratorOfAnEmptyInstallationIn() {
    assertThat(users.byName("admin").orElseThrow().role()).isEqualTo(Role.ADMIN);
    jdbc.sql(
            "UPDATE app_user SET password_hash = (SELECT password_hash FROM app_user WHERE name = 'viewer') WHERE name = 'admin'")
        .update();
  }

  @Test
  void leadsStrangersToTheLoginAndBackToWhereTheyWanted() {
    var asked = browser.get("/journeys/welcome", "Accept", "text/html");
    assertThat(asked.statusCode()).isEqualTo(302);
    assertThat(location(asked)).isEqualTo("/login");
    assertThat(location(browser.logIn("viewer", PASSWORD))).startsWith("/journeys/welcome");
    assertThat(browser.get("/journeys/welcome").statusCode()).isEqualTo(200);
  }

  @Test
  void changesTheSessionAtLoginAndMarksItsCookie() {
    browser.get("/login");
    String before = browser.cookie("JSESSIONID");
    var login = browser.logIn("viewer", PASSWORD);
    assertThat(browser.cookie("JSESSIONID")).isNotEmpty().isNotEqualTo(before);
    assertThat(header(login, "Set-Cookie")).contains("HttpOnly").contains("SameSite=Lax");
  }

  @Test
  void answersTheSameToAnUnknownNameAndAWrongPassword() {
    var wrong = browser.logIn("viewer", "wrong");
    var unknown = browser.logIn("nobody", "wrong");
    assertThat(location(wrong)).isEqualTo("/login?error").isEqualTo(location(unknown));
    assertThat(browser.get("/login?error").body()).contains("Name or password is not right");
  }

  @Test
  void slowsGuessesDown() {
    for (int i = 0; i < Guesses.PER_NAME; i++) {
      assertThat(location(browser.logIn("marketer", "guess" + i))).isEqualTo("/login?error");
    }
    assertThat(location(browser.logIn("marketer", PASSWORD))).isEqualTo("/login?wait");
    var page = browser.get("/login?wait");
    assertThat(page.statusCode()).isEqualTo(429);
    assertThat(header(page, "Retry-After")).isEqualTo("60");
    clock.advance(Duration.ofMinutes(1));
    assertThat(location(browser.logIn("marketer", PASSWORD))).isEqualTo("/");
  }

  @Test
  void logsOutForGood() {
    var person = loggedInAs("viewer");
    String session = person.cookie("JSESSIONID");
    var out = person.form("/logout", Map.of("_csrf", person.csrf("/search")));
    assertThat(out.statusCode()).isEqualTo(302);
    var thief = new Browser(port).get("/journeys", "Cookie", "JSESSIONID=" + session);
    assertThat(thief.statusCode()).isEqualTo(302);
  }

  @Test
  void endsTheSessionsOfADisabledUserAndOfAnOldPassword() {
    users.create("leaver", "Leaver", Role.VIEWER, PASSWORD);
    var leaver = loggedInAs("leaver");
    users.resetPassword("leaver", "another password");
    assertThat(leaver.get("/journeys").statusCode()).isEqualTo(302);
    leaver = new Browser(port);
    assertThat(location(leaver.logIn("leaver", "another password"))).isEqualTo("/");
    users.disable("leaver");
    assertThat(leaver.get("/journeys").statusCode()).isEqualTo(302);
    assertThat(location(leaver.logIn("leaver", "another password"))).isEqualTo("/login?error");
  }

  @Test
  void countsANewRoleAtOnce() {
    users.create("climber", "Climber", Role.VIEWER, PASSWORD);
    var climber = loggedInAs("climber");
    assertThat(climber.get("/journeys/welcome/studio").statusCode()).isEqualTo(403);
    users.changeRole("climber", Role.MARKETER);
    assertThat(climber.get("/journeys/welcome/studio").statusCode()).isEqualTo(200);
  }

  // ---- CSRF

  @Test
  void refusesFormsAndCallsWithoutACsrfToken() {
    var publisher = loggedInAs("publisher");
    var form = publisher.form("/journeys/welcome/publish", Map.of());
    assertThat(form.statusCode()).isEqualTo(403);
    assertThat(form.body()).contains("open for too long");
    var call = publisher.send("POST", "/api/journeys/check", "");
    assertThat(call.statusCode()).isEqualTo(403);
    assertThat(call.body()).contains("urn:relance:problem:csrf");
  }

  @Test
  void acceptsTheCsrfTokenAsFieldAndAsHeader() {
    var admin = loggedInAs("publisher");
    String token = admin.csrf("/search");
    assertThat(admin.form("/journeys/welcome/publish", Map.of("_csrf", token)).statusCode())
        .isEqualTo(200);
    assertThat(admin.send("POST", "/api/journeys/check", "", "X-CSRF-TOKEN", token).statusCode())
        .isEqualTo(200);
  }

  @Test
  void takesAnOldLoginPageForWhatItIs() {
    assertThat(location(browser.form("/login", Map.of("username", "viewer", "password", PASSWORD))))
        .isEqualTo("/login?again");
  }

  // ---- API

  @Test
  void asksMachinesForAToken() {
    var asked = browser.get("/api/vocabulary");
    assertThat(asked.statusCode()).isEqualTo(401);
    assertThat(header(asked, "WWW-Authenticate")).isEqualTo("Bearer");
    assertThat(header(asked, "Content-Type")).startsWith("application/problem+json");
    assertThat(asked.body()).contains("urn:relance:problem:unauthenticated");
    assertThat(asked.headers().allValues("Set-Cookie")).isEmpty();
    assertThat(browser.send("POST", "/api/events", "{}").statusCode()).isEqualTo(401);
  }

  @Test
  void turnsPartsOfPagesToTheLoginAsAWhole() {
    var part = browser.get("/journeys", "HX-Request", "true");
    assertThat(part.statusCode()).isEqualTo(401);
    assertThat(header(part, "HX-Refresh")).isEqualTo("true");
  }

  @Test
  void answersNotFoundToEverybodyForWhatIsNotListed() {
    var admin = loggedInAs("publisher");
    for (String path :
        new String[] {
          "/engine-rest/engine", "/actuator/env", "/actuator/heapdump", "/nothing", "/api/nothing"
        }) {
      assertThat(browser.get(path).statusCode()).as("stranger " + path).isEqualTo(404);
      assertThat(admin.get(path).statusCode()).as("publisher " + path).isEqualTo(404);
    }
    var wrongMethod = admin.send("DELETE", "/api/events", "");
    assertThat(wrongMethod.statusCode()).isIn(403, 405);
  }

  // ---- public pages

  @Test
  void servesPublicPagesWithoutSessionOrCookie() {
    for (String path :
        new String[] {
          "/u/abc",
          "/t/c/abc",
          "/p/spring",
          "/css/relance.css",
          "/actuator/health/liveness",
          "/u/abc?lang=fr"
        }) {
      var page = browser.get(path);
      assertThat(page.statusCode()).as(path).isEqualTo(200);
      assertThat(page.headers().allValues("Set-Cookie")).as(path).isEmpty();
    }
    assertThat(browser.form("/u/abc", Map.of("List-Unsubscribe", "One-Click")).statusCode())
        .isEqualTo(200);
    assertThat(browser.send("POST", "/hooks/vonage/receipt", "{}").statusCode()).isEqualTo(200);
    assertThat(browser.cookie("JSESSIONID")).isEmpty();
    assertThat(browser.get("/u/no/such").headers().allValues("Set-Cookie")).isEmpty();
  }

  // ---- headers

  @Test
  void letsBrowsersDoLittle() {
    var page = browser.get("/login");
    assertThat(header(page, "Content-Security-Policy"))
        .isEqualTo(
            "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                + "font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; "
                + "base-uri 'none'; form-action 'self'; object-src 'none'");
    assertThat(header(page, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(page, "X-Frame-Options")).isEqualTo("DENY");
    assertThat(header(page, "Referrer-Policy")).isEqualTo("same-origin");
    assertThat(header(page, "Cache-Control")).contains("no-store");
    assertThat(header(page, "Strict-Transport-Security")).isEmpty();
    var marketer = loggedInAs("publisher");
    assertThat(header(marketer.get("/journeys/welcome/studio"), "Content-Security-Policy"))
        .contains("style-src 'self' 'unsafe-inline'");
    assertThat(header(marketer.get("/journeys/welcome"), "Content-Security-Policy"))
        .contains("style-src 'self' 'unsafe-inline'");
    assertThat(header(marketer.get("/journeys"), "Content-Security-Policy"))
        .contains("style-src 'self';");
    assertThat(header(marketer.get("/inbox/7/html"), "Content-Security-Policy"))
        .contains("frame-ancestors 'self'");
    assertThat(header(browser.get("/css/relance.css"), "Cache-Control")).doesNotContain("no-store");
  }

  // ---- language

  @Test
  void speaksTheBrowsersLanguageUntilAnotherIsChosen() {
    assertThat(browser.get("/login", "Accept-Language", "fr-CA,fr;q=0.9").body())
        .contains("Se connecter");
    assertThat(browser.get("/login", "Accept-Language", "de").body()).contains("Log in");
    assertThat(browser.get("/login?lang=fr").body()).contains("Se connecter");
    var person = loggedInAs("viewer");
    String token = person.csrf("/search");
    var chosen =
        person.form("/language", Map.of("language", "fr", "to", "/journeys", "_csrf", token));
    assertThat(location(chosen)).isEqualTo("/journeys");
    assertThat(users.byName("viewer").orElseThrow().locale()).isEqualTo("fr");
    assertThat(person.get("/nothing", "Accept", "text/html").body()).contains("Il n’y a rien ici");
    var elsewhere = loggedInAs("viewer");
    assertThat(elsewhere.get("/nothing", "Accept", "text/html").body())
        .contains("Il n’y a rien ici");
    users.rememberLocale("viewer", "en");
  }

  // ---- Camunda

  @Test
  void opensCockpitToAdministratorsOnly() {
    assertThat(location(browser.get("/camunda/app/cockpit/default/"))).isEqualTo("/login");
    assertThat(loggedInAs("publisher").get("/camunda/app/cockpit/default/").statusCode())
        .isEqualTo(403);
    users.create("chief@shop.example", "Chief", Role.ADMIN, PASSWORD);
    var chief = loggedInAs("chief@shop.example");
    var cockpit = chief.get("/camunda/app/cockpit/default/");
    assertThat(cockpit.statusCode()).isEqualTo(200);
    assertThat(header(cockpit, "Content-Security-Policy")).contains("script-src").contains("nonce");
    assertThat(chief.get("/camunda/api/admin/auth/user/default").body())
        .contains("chief@shop.example")
        .contains("cockpit");
    var count = chief.get("/camunda/api/engine/engine/default/process-definition/count");
    assertThat(count.statusCode()).isEqualTo(200);
    assertThat(count.body()).contains("\"count\":0");
    var people = chief.get("/camunda/api/engine/engine/default/user");
    assertThat(people.body()).contains("chief@shop.example").doesNotContain("publisher");
    assertThat(chief.get("/camunda/api/engine/engine/default/group").body())
        .contains("camunda-admin");
    var write =
        chief.send(
            "POST",
            "/camunda/api/engine/engine/default/task/count",
            "{}",
            "Content-Type",
            "application/json",
            "X-XSRF-TOKEN",
            chief.cookie("XSRF-TOKEN"));
    assertThat(write.statusCode()).isEqualTo(200);
    assertThat(chief.get("/journeys").statusCode()).isEqualTo(200);
  }
}
