package io.relance.contact;

import static org.assertj.core.api.Assertions.assertThat;

import io.relance.RelanceTest;
import io.relance.access.Role;
import io.relance.access.Users;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** The pages about contacts and their fields, filled in and read as a person does. */
class PeoplePagesTest extends RelanceTest {

  private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

  @Autowired private Users users;
  @Autowired private ContactFields fields;

  private int uploads;

  private final HttpClient browser =
      HttpClient.newBuilder()
          .cookieHandler(new CookieManager())
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();

  @BeforeEach
  void logIn() throws Exception {
    if (!users.exists("pages-admin")) {
      users.create("pages-admin", "Ada Admin", Role.ADMIN, "correct horse");
    }
    form("/login", "/login", "username=pages-admin&password=correct+horse");
  }

  private String page(String path) throws Exception {
    HttpResponse<String> answer =
        browser.send(
            HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    assertThat(answer.body()).as(path).doesNotContainPattern("\\?\\?[\\w.-]+\\?\\?");
    return answer.body();
  }

  private String form(String from, String to, String body) throws Exception {
    Matcher csrf = CSRF.matcher(page(from));
    assertThat(csrf.find()).as("a form on " + from).isTrue();
    HttpResponse<String> answer =
        browser.send(
            HttpRequest.newBuilder(URI.create("http://localhost:" + port + to))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(
                    BodyPublishers.ofString(
                        body
                            + "&_csrf="
                            + URLEncoder.encode(csrf.group(1), StandardCharsets.UTF_8)))
                .build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(to).isEqualTo(200);
    return answer.body();
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "fr"})
  void fieldsAreDeclaredChangedAndDeleted(String language) throws Exception {
    form("/", "/language", "language=" + language + "&to=/");
    assertThat(page("/settings/fields"))
        .contains(language.equals("fr") ? "Aucun champ" : "No field yet");

    String refused =
        form(
            "/settings/fields",
            "/settings/fields",
            "name=my+colour&type=choice&labelEn=Colour&choices=red+%7C+Red%0Ared");
    assertThat(refused)
        .contains("value=\"my colour\"")
        .contains(language.equals("fr") ? "ligne 2" : "line 2")
        .contains("is-invalid");
    assertThat(fields.all()).isEmpty();

    String done =
        form(
            "/settings/fields",
            "/settings/fields",
            "name=colour&type=choice&labelEn=Colour&labelFr=Couleur&choices=red+%7C+Red+%7C+Rouge%0Ablue&position=2");
    assertThat(done)
        .contains(language.equals("fr") ? "Rouge" : "Red")
        .contains(language.equals("fr") ? "Couleur" : "Colour");
    assertThat(page("/settings/fields/colour")).contains("red | Red | Rouge");
    form(
        "/settings/fields/colour",
        "/settings/fields/colour",
        "type=choice&labelEn=Hue&choices=red");
    assertThat(fields.byName("colour").orElseThrow().label("en")).isEqualTo("Hue");
    form("/settings/fields/colour", "/settings/fields/colour/delete", "");
    assertThat(fields.all()).isEmpty();
  }

  @Test
  void aFieldThatAPublishedJourneySpeaksOfIsNotDeleted() throws Exception {
    publish("welcome");
    contacts.put("ada", ContactInput.NOTHING.attribute("lifecycle", "new"), true);
    assertThat(form("/settings/fields/lifecycle", "/settings/fields/lifecycle/delete", ""))
        .contains("journey welcome");
    assertThat(fields.byName("lifecycle")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "fr"})
  void valuesAreCorrectedByTheirType(String language) throws Exception {
    form("/", "/language", "language=" + language + "&to=/");
    form("/settings/fields", "/settings/fields", "name=vip&type=boolean&labelEn=VIP&labelFr=VIP");
    form("/settings/fields", "/settings/fields", "name=born&type=date");
    form(
        "/settings/fields",
        "/settings/fields",
        "name=hobbies&type=choices&choices=chess%0Amusic&otherAllowed=true");
    form(
        "/settings/fields",
        "/settings/fields",
        "name=colour&type=choice&choices=red%0Ablue&otherAllowed=true");
    contacts.put(
        "ada", ContactInput.NOTHING.with("email", "ada@example.org").attribute("vip", true), false);

    String wrong =
        form(
            "/contacts/ada/edit",
            "/contacts/ada/edit",
            "email=nonsense&was.email=ada%40example.org&was.born=&field.born=soon&was.vip=true&field.vip=");
    assertThat(wrong).contains("nonsense").contains("is-invalid");
    assertThat(contacts.named("ada").attributes()).containsEntry("vip", true);

    String done =
        form(
            "/contacts/ada/edit",
            "/contacts/ada/edit",
            "email=ada%40example.org&was.email=ada%40example.org&was.born=&field.born=1990-02-28&was.vip=true&field.vip="
                + "&was.hobbies=&field.hobbies=music&other.hobbies=golf&was.colour=&field.colour=other&other.colour=green");
    assertThat(done)
        .contains("1990-02-28")
        .contains("person:pages-admin")
        .contains(language.equals("fr") ? "inconnu" : "unknown");
    Contact ada = contacts.named("ada");
    assertThat(ada.attributes())
        .containsEntry("born", "1990-02-28")
        .containsEntry("hobbies", java.util.List.of("music", "other: golf"))
        .containsEntry("colour", "other: green")
        .doesNotContainKey("vip");
    assertThat(ada.touched())
        .hasEntrySatisfying("email", touch -> assertThat(touch.by()).isEqualTo("system"));
    page("/contacts/ada/edit");
    assertThat(
            jdbc.sql("SELECT detail::text FROM audit WHERE action = 'contact.corrected'")
                .query(String.class)
                .list())
        .singleElement()
        .asString()
        .contains("born, colour, hobbies, vip");
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "fr"})
  void duplicatesAreComparedAndMerged(String language) throws Exception {
    form("/", "/language", "language=" + language + "&to=/");
    page("/contacts/duplicates");
    page("/contacts/duplicates?rule=name");
    subscriber("ada", it -> it.with("email", "same@example.org").attribute("city", "Paris"));
    subscriber("eve", it -> it.with("email", "Same@example.org").attribute("city", "Lyon"));
    assertThat(page("/contacts/duplicates")).contains("same@example.org");
    String path = "/contacts/duplicates/compare?keep=ada&merge=eve";
    assertThat(page(path)).contains("Paris").contains("Lyon").contains("take-city");
    form(path, "/contacts/duplicates/merge", "keep=ada&merge=eve&take=city");
    assertThat(contacts.named("eve").attributes()).containsEntry("city", "Lyon");
    assertThat(page("/contacts/eve")).contains("ada");
    page("/contacts/import");
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "fr"})
  void aFileIsLookedAtTriedAndImported(String language) throws Exception {
    boolean french = language.equals("fr");
    form("/", "/language", "language=" + language + "&to=/");
    String looked =
        upload(
            "externalId;email;Prénom\na;ada@example.org;Ada\nb;nonsense;Bob\n;c@example.org;Cleo\n");
    String path = "/contacts/imports/" + last();
    assertThat(looked)
        .contains("UTF-8")
        .contains("prenom")
        .contains("Ada")
        .contains(french ? "Ce n’est pas une adresse e-mail" : "This is no e-mail address")
        .contains(french ? "L’identifiant externe manque" : "The external id is missing");

    assertThat(form(path, path + "/mapping", "do=preview&column.0="))
        .contains(french ? "Aucune colonne n’est" : "No column is the external id");
    form(path, path + "/mapping", "do=rehearse&column.0=externalId&column.2=%2B&name.2=firstName");
    settle();
    assertThat(page(path))
        .contains(french ? "Ce que l’import ferait" : "What the import would do")
        .contains(french ? "Pas une adresse e-mail" : "Not an e-mail address");
    assertThat(contacts.byExternalId("a")).isEmpty();

    assertThat(form(path, path + "/mapping", "do=start&consent=email&proof="))
        .contains(french ? "Dites en 2" : "Say in up to 2,000 characters")
        .contains("is-invalid");
    form(path, path + "/mapping", "do=start&consent=email&proof=fair");
    settle();
    assertThat(contacts.named("a").attributes()).containsEntry("firstName", "Ada");
    assertThat(page(path))
        .contains(french ? "L’identifiant externe manque" : "The external id is missing");
    assertThat(page("/api/imports/" + last() + "/rejected?language=" + language))
        .contains(french ? "Ce n’est pas une adresse e-mail" : "This is no e-mail address");

    upload("externalId\nx\n");
    path = "/contacts/imports/" + last();
    assertThat(form(path, path + "/cancel", "")).contains(french ? "Arrêté" : "Stopped");
  }

  private String last() {
    return jdbc.sql("SELECT id::text FROM contact_import ORDER BY started_at DESC, id LIMIT 1")
        .query(String.class)
        .single();
  }

  private String upload(String csv) throws Exception {
    moveTo(java.time.Duration.ofMinutes(++uploads));
    Matcher csrf = CSRF.matcher(page("/contacts/import"));
    assertThat(csrf.find()).isTrue();
    String body =
        "--x\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n"
            + csrf.group(1)
            + "\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"people.csv\"\r\n"
            + "Content-Type: text/csv\r\n\r\n"
            + csv
            + "\r\n--x--\r\n";
    HttpResponse<String> answer =
        browser.send(
            HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/contacts/import"))
                .header("Content-Type", "multipart/form-data; boundary=x")
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }
}
