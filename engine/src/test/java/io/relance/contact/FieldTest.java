package io.relance.contact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import io.relance.CountingDataSource;
import io.relance.PeopleContext;
import io.relance.core.BusinessKey;
import io.relance.core.Rejected;
import io.relance.process.Step;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

@SpringJUnitConfig(PeopleContext.class)
class FieldTest {

  private static final String COLOUR =
      """
      {"name": "colour", "type": "choice", "labels": {"en": "Colour", "fr": "Couleur"}, "position": 3,
       "choices": [{"value": "red", "labels": {"en": "Red", "fr": "Rouge"}}, {"value": "blue"}]}
      """;
  private static final String HOBBIES =
      """
      {"name": "hobbies", "type": "choices", "otherAllowed": true,
       "choices": [{"value": "chess"}, {"value": "music", "labels": {"fr": "Musique"}}]}
      """;

  @Autowired FieldApi api;
  @Autowired FieldCleaning cleaning;
  @Autowired Contacts contacts;
  @Autowired ContactFields fields;
  @Autowired ContactSteps steps;
  @Autowired ContactImports imports;
  @Autowired ImportRunner runner;
  @Autowired CountingDataSource database;
  @Autowired PeopleContext.Heard heard;
  @Autowired JdbcClient jdbc;
  MockMvc http;

  @BeforeEach
  void begin() {
    jdbc.sql("TRUNCATE contact, contact_field, contact_import CASCADE").update();
    heard.forget();
    http =
        MockMvcBuilders.standaloneSetup(api)
            .setControllerAdvice(new PeopleContext.Refusals())
            .build();
  }

  @Test
  void declaresAFieldWithItsLabelsAndChoices() throws Exception {
    declare(COLOUR)
        .andExpect(status().isCreated())
        .andExpect(header().string("Location", "/api/fields/colour"))
        .andExpect(jsonPath("$.type").value("choice"))
        .andExpect(jsonPath("$.labels.fr").value("Couleur"))
        .andExpect(jsonPath("$.choices[0].labels.fr").value("Rouge"))
        .andExpect(jsonPath("$.choices[1].value").value("blue"));
    declare("{\"name\": \"vip\", \"type\": \"boolean\", \"position\": 1}");

    http.perform(get("/api/fields"))
        .andExpect(jsonPath("$.items[*].name").value(contains("vip", "colour")));
    http.perform(get("/api/fields/colour")).andExpect(jsonPath("$.position").value(3));
    http.perform(get("/api/fields/shoe")).andExpect(status().isNotFound());
    declare(COLOUR).andExpect(status().isConflict());
    assertThat(heard.all(io.relance.core.Audited.class))
        .extracting(io.relance.core.Audited::action)
        .contains("field.declared");
  }

  @Test
  void namesEverythingThatIsWrongWithADeclaration() throws Exception {
    declare(
            """
            {"name": "e mail", "type": "colour", "labels": {"de": "Farbe"}, "position": -1, "otherAllowed": true}
            """)
        .andExpect(status().isUnprocessableEntity())
        .andExpect(
            jsonPath("$.errors[*].field")
                .value(
                    containsInAnyOrder("name", "type", "labels.de", "position", "otherAllowed")));
    declare(
            """
            {"name": "email", "type": "choice",
             "choices": [{"value": "a|b"}, {"value": "x"}, {"value": "y", "labels": {"en": "X"}}, {"value": "other: z"}]}
            """)
        .andExpect(
            jsonPath("$.errors[*].field")
                .value(
                    containsInAnyOrder(
                        "name", "choices[0].value", "choices[2]", "choices[3].value")));
    declare("{\"name\": \"a\", \"type\": \"choices\"}")
        .andExpect(jsonPath("$.errors[*].field").value(contains("choices")));
  }

  @Test
  void holdsValuesToTheChoicesAndSaysWhichThereAre() throws Exception {
    declare(COLOUR);
    declare(HOBBIES);

    store("ada", "colour", "red");
    store("ada", "hobbies", List.of("other: golf", "music", "chess"));
    assertThat(contacts.named("ada").attributes())
        .containsEntry("colour", "red")
        .containsEntry("hobbies", List.of("chess", "music", "other: golf"));

    refused("colour", "Rouge", "must be one of red, blue; it is 'Rouge'");
    refused("colour", "other: green", "must be one of red, blue; it is 'other: green'");
    refused("colour", List.of("red"), "must be one of the choices, as a text");
    refused("hobbies", "chess", "must be a list of choices");
    refused("hobbies", List.of("chess", "chess"), "names a choice twice");
    refused(
        "hobbies",
        List.of("golf"),
        "must be one of chess, music, or 'other: ' and a text of up to 200 characters; it is"
            + " 'golf'");
    refused("hobbies", List.of("other: "), null);
    refused("hobbies", List.of("other: " + "x".repeat(201)), null);
  }

  @Test
  void anAbsentYesOrNoIsUnknown() {
    contacts.put("ada", ContactInput.NOTHING.attribute("vip", false), true);
    assertThat(contacts.named("ada").attributes()).containsEntry("vip", false);

    contacts.put("ada", ContactInput.NOTHING.attribute("vip", null), false);
    assertThat(contacts.named("ada").attributes()).doesNotContainKey("vip");
  }

  @Test
  void remembersOfEachValueWhenItChangedAndByWhom() {
    contacts.put(
        "ada",
        ContactInput.NOTHING.with("email", "ada@example.org").attribute("n", 1).attribute("m", 1),
        true,
        "api:shop");
    contacts.put(
        "ada",
        ContactInput.NOTHING
            .with("email", "ada@example.org")
            .with("phone", "+33612345678")
            .attribute("n", 1.0)
            .attribute("m", 2),
        false,
        "person:bob");

    assertThat(contacts.named("ada").touched())
        .containsOnlyKeys("email", "phone", "n", "m")
        .containsEntry("email", touch("api:shop"))
        .containsEntry("n", touch("api:shop"))
        .containsEntry("phone", touch("person:bob"))
        .containsEntry("m", touch("person:bob"));

    // Clearing a value is a change of it, too.
    contacts.put(
        "ada", ContactInput.NOTHING.with("phone", null).attribute("m", null), false, "person:eve");
    contacts.put("ada", ContactInput.NOTHING.with("locale", null), false, "person:eve");
    assertThat(contacts.named("ada").touched())
        .containsOnlyKeys("email", "phone", "n", "m")
        .containsEntry("phone", touch("person:eve"))
        .containsEntry("m", touch("person:eve"));
  }

  @Test
  void stepsAndFilesLeaveTheirNameToo() {
    var ada = contacts.put("ada", ContactInput.NOTHING, false).contact().id();
    steps.set(
        new Step(new BusinessKey("welcome", ada, null), "j:1", "p", "e", "v", "step", Map.of()),
        "stage",
        "customer");
    run("externalId,city\nada,Paris\nbob,Lyon\n", Map.of());

    assertThat(contacts.named("ada").touched())
        .containsEntry("stage", touch("journey:welcome"))
        .containsEntry("city", touch("import:me:x.csv"));
    assertThat(contacts.named("bob").touched()).containsOnlyKeys("city");
  }

  @Test
  void asManyStatementsForFiveHundredRowsAsForTen() {
    StringBuilder few = new StringBuilder("externalId,city\n");
    StringBuilder many = new StringBuilder("externalId,city\n");
    for (int i = 0; i < 500; i++) {
      (i < 10 ? few : new StringBuilder()).append("a").append(i).append(",Paris\n");
      many.append("b").append(i).append(",Paris\n");
    }
    run("externalId,city\nc,Paris\n", Map.of());
    assertThat(statements(many)).isEqualTo(statements(few));
  }

  private long statements(CharSequence csv) {
    start(csv.toString(), Map.of());
    return database.during(runner::runOnce);
  }

  @Test
  void aFileMayNameAChoiceByItsLabelInAnyLanguage() throws Exception {
    declare(COLOUR);
    declare(HOBBIES);
    declare("{\"name\": \"vip\", \"type\": \"boolean\"}");
    store("d", "vip", true);

    ContactImport done =
        run(
            "externalId,colour,hobbies,vip\n"
                + "a,rouge,Musique|autre : golf,oui\n"
                + "b,Red,chess,non\n"
                + "c,green,,\n"
                + "d,,,inconnu\n",
            Map.of());

    assertThat(done.rejected()).isOne();
    assertThat(imports.rejected(done.id(), 0, 1).get(0))
        .isEqualTo(
            new ContactImports.RejectedRow(
                4, "colour must be one of red, blue; it is 'green'", "c,green,,"));
    assertThat(contacts.named("a").attributes())
        .isEqualTo(
            Map.of("colour", "red", "hobbies", List.of("music", "other: golf"), "vip", true));
    assertThat(contacts.named("b").attributes())
        .isEqualTo(Map.of("colour", "red", "hobbies", List.of("chess"), "vip", false));
    assertThat(contacts.named("d").attributes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "dmy,comma,31/12/2027,'1 234,5'",
    "dmy,comma,31.12.2027,'1.234,5'",
    "mdy,point,12/31/2027,'1,234.5'",
    "ymd,point,2027/12/31,1234.5",
    "iso,any,2027-12-31,'1234,5'"
  })
  void readsDatesAndNumbersAsTheFileWritesThem(
      String dates, String numbers, String date, String number) throws Exception {
    declare("{\"name\": \"day\", \"type\": \"date\"}");
    declare("{\"name\": \"sum\", \"type\": \"number\"}");
    ContactImport done =
        run(
            "externalId;day;sum\na;" + date + ";" + number + "\nb;32/13/2027;x\n",
            Map.of("dates", dates, "numbers", numbers));

    assertThat(contacts.named("a").attributes())
        .isEqualTo(Map.of("day", "2027-12-31", "sum", 1234.5));
    assertThat(done.rejected()).isOne();
  }

  @Test
  void findsNewColumnsInTheirFormatAndKeepsPostcodesAsTexts() {
    run(
        "externalId;day;sum;postcode\na;31/12/2027;12,5;01234\nb;01/02/2027;3;75001\n",
        Map.of("dates", "dmy", "numbers", "comma"));

    assertThat(fields.byName("day").orElseThrow().type()).isEqualTo(FieldType.DATE);
    assertThat(fields.byName("sum").orElseThrow().type()).isEqualTo(FieldType.NUMBER);
    assertThat(fields.byName("postcode").orElseThrow().type()).isEqualTo(FieldType.TEXT);
    assertThat(contacts.named("b").attributes()).containsEntry("day", "2027-02-01");
    assertThatThrownBy(() -> start("externalId\na\n", Map.of("dates", "soon")))
        .isInstanceOf(Rejected.class);
  }

  @Test
  void keepsTheTypeWhileContactsHaveValuesThatWouldNotFit() throws Exception {
    contacts.put("ada", ContactInput.NOTHING.attribute("colour", "green"), true);
    change("colour", COLOUR)
        .andExpect(status().isConflict())
        .andExpect(jsonPath("$.type").value("choice-in-use"))
        .andExpect(jsonPath("$.detail").value(containsString("'green' (1)")));
    change("colour", "{\"type\": \"number\"}")
        .andExpect(status().isConflict())
        .andExpect(jsonPath("$.type").value("field-has-values"));

    contacts.put("ada", ContactInput.NOTHING.attribute("colour", "blue"), true);
    change("colour", COLOUR).andExpect(status().isOk());
    change(
            "colour",
            "{\"type\": \"choice\", \"choices\": [{\"value\": \"red\"}], \"labels\": {\"en\":"
                + " \"C\"}}")
        .andExpect(status().isConflict());
    change("colour", "{\"type\": \"text\", \"labels\": {\"en\": \"Hue\"}}")
        .andExpect(status().isOk())
        .andExpect(jsonPath("$.labels.en").value("Hue"));
    change("colour", "{\"name\": \"hue\", \"type\": \"text\"}")
        .andExpect(status().isUnprocessableEntity());
    change("shoe", "{\"type\": \"text\"}").andExpect(status().isNotFound());
  }

  @Test
  void takesTheValuesOfADeletedFieldFromTheContacts() throws Exception {
    contacts.put(
        "ada", ContactInput.NOTHING.attribute("city", "Paris").attribute("n", 1), true, "me");
    contacts.put("bob", ContactInput.NOTHING.attribute("city", "Lyon"), true);

    http.perform(delete("/api/fields/city")).andExpect(status().isAccepted());

    http.perform(get("/api/fields")).andExpect(jsonPath("$.items[*].name").value(contains("n")));
    assertThatThrownBy(() -> contacts.put("eve", ContactInput.NOTHING.attribute("city", 1), true))
        .isInstanceOfSatisfying(
            Rejected.class, e -> assertThat(e.type()).isEqualTo("field-being-deleted"));
    declare("{\"name\": \"city\", \"type\": \"number\"}").andExpect(status().isConflict());

    while (cleaning.runOnce() > 0) {
      // until nothing is left
    }
    assertThat(contacts.named("ada").attributes()).isEqualTo(Map.of("n", 1));
    assertThat(contacts.named("ada").touched()).containsOnlyKeys("n");
    declare("{\"name\": \"city\", \"type\": \"number\"}").andExpect(status().isCreated());
  }

  private static Contact.Touch touch(String by) {
    return new Contact.Touch(PeopleContext.NOW.toString(), by);
  }

  private void store(String externalId, String field, Object value) {
    contacts.put(externalId, ContactInput.NOTHING.attribute(field, value), false);
  }

  private void refused(String field, Object value, @org.jspecify.annotations.Nullable String why) {
    assertThatThrownBy(() -> store("ada", field, value))
        .isInstanceOfSatisfying(
            Rejected.class,
            e -> {
              assertThat(e.details())
                  .extracting(Rejected.Detail::field)
                  .containsExactly("attributes." + field);
              if (why != null) {
                assertThat(e.details().get(0).message()).isEqualTo(why);
              }
            });
  }

  private ResultActions declare(String json) throws Exception {
    return http.perform(post("/api/fields").contentType("application/json").content(json));
  }

  private ResultActions change(String name, String json) throws Exception {
    String body =
        json.contains("\"name\"") ? json : json.replaceFirst("\\{", "{\"name\":\"" + name + "\",");
    return http.perform(put("/api/fields/" + name).contentType("application/json").content(body));
  }

  private ContactImport start(String csv, Map<String, String> parameters) {
    return imports.start(
        new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)),
        ImportRequest.of("x.csv", parameters),
        "me");
  }

  private ContactImport run(String csv, Map<String, String> parameters) {
    ContactImport started = start(csv, parameters);
    List<Integer> done = new ArrayList<>();
    for (int n = runner.runOnce(); n > 0; n = runner.runOnce()) {
      done.add(n);
    }
    return imports.named(started.id());
  }
}
