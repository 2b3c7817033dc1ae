package io.relance.access;

import static io.relance.access.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@SpringBootTest(classes = AccessApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT)
class SettingsTest {

  @LocalServerPort int port;
  @Autowired Users users;
  private Browser admin;
  private String csrf;

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry registry) {
    AccessApplication.configure(registry, "access_settings");
  }

  @BeforeEach
  void logIn() {
    admin = new Browser(port);
    assertThat(location(admin.logIn("first", "first-admin"))).isEqualTo("/");
    csrf = admin.csrf("/settings/users");
  }

  @Test
  void makesAndChangesUsers() {
    var made =
        admin.form(
            "/settings/users",
            Map.of(
                "name",
                "Zoe",
                "fullName",
                "Zoé <b>",
                "role",
                "marketer",
                "password",
                "long enough",
                "_csrf",
                csrf));
    assertThat(location(made)).isEqualTo("/settings/users");
    assertThat(admin.get("/settings/users").body())
        .contains("can log in now")
        .contains("Zoé &lt;b&gt;")
        .doesNotContain("??");
    admin.form("/settings/users/zoe/role", Map.of("role", "publisher", "_csrf", csrf));
    assertThat(users.byName("zoe").orElseThrow().role()).isEqualTo(Role.PUBLISHER);
    admin.form("/settings/users/zoe/disable", Map.of("_csrf", csrf));
    assertThat(users.byName("zoe").orElseThrow().disabled()).isTrue();
    admin.form("/settings/users/zoe/enable", Map.of("_csrf", csrf));
    admin.form("/settings/users/zoe/password", Map.of("password", "a new password", "_csrf", csrf));
    assertThat(location(new Browser(port).logIn("zoe", "a new password"))).isEqualTo("/");
  }

  @Test
  void saysBesideTheFieldWhatIsWrongAndKeepsWhatWasTyped() {
    var wrong =
        admin.form(
            "/settings/users",
            Map.of(
                "name",
                "first",
                "fullName",
                "Kept",
                "role",
                "viewer",
                "password",
                "long enough",
                "_csrf",
                csrf),
            "Accept-Language",
            "fr");
    assertThat(wrong.statusCode()).isEqualTo(409);
    assertThat(wrong.body()).contains("déjà pris").contains("value=\"Kept\"").doesNotContain("??");
    admin.form("/settings/users/first/disable", Map.of("_csrf", csrf));
    assertThat(admin.get("/settings/users").body()).contains("last administrator");
  }

  @Test
  void showsANewTokenOnce() {
    var made =
        admin.form(
            "/settings/tokens",
            Map.of("name", "Shop", "scopes", "events", "days", "90", "_csrf", csrf));
    assertThat(location(made)).isEqualTo("/settings/tokens");
    assertThat(admin.get("/settings/tokens").body())
        .containsPattern("value=\"rl_[0-9a-zA-Z]{8}_")
        .contains("Shop")
        .doesNotContain("??");
    assertThat(admin.get("/settings/tokens").body()).doesNotContain("value=\"rl_");
    var wrong = admin.form("/settings/tokens", Map.of("name", "None", "days", "", "_csrf", csrf));
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).contains("Choose at least one");
  }

  @Test
  void listsWhatWasDone() {
    assertThat(admin.get("/settings/audit").body())
        .contains("login.accepted")
        .contains("user.created")
        .doesNotContain("??");
    assertThat(admin.get("/settings/audit?lang=fr").body()).contains("Qui a fait quoi");
    assertThat(admin.get("/settings/audit?before=0").body()).contains("Nothing yet");
  }
}
