package io.relance.contact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.jayway.jsonpath.JsonPath;
import io.relance.PeopleContext;
import io.relance.core.Rejected;
import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

/** A file is looked at, mapped and tried before anything of it is imported. */
@SpringJUnitConfig(PeopleContext.class)
class ImportDraftTest {

  private static final String FRENCH =
      "Identifiant;Courriel;Téléphone;Prénom;Né le;Dépensé;Notes\n"
          + "a;ada@example.org;06 12 34 56 78;Zoë;31/12/1990;1 234,5;\n"
          + "b;nonsense;12;Bob;1990-13-01;zwölf;x\n"
          + ";lost@example.org;;Nils;;;\n";

  @Autowired ImportDrafts drafts;
  @Autowired ContactImports imports;
  @Autowired ImportRunner runner;
  @Autowired ImportApi api;
  @Autowired Contacts contacts;
  @Autowired ContactFields fields;
  @Autowired JdbcClient jdbc;

  @BeforeEach
  void begin() {
    jdbc.sql("TRUNCATE contact, contact_field, contact_import CASCADE").update();
  }

  @Test
  void findsHowAFileIsWrittenAndShowsWhatBecomesOfItsFirstRows() {
    UUID id =
        upload(
            FRENCH.getBytes(Charset.forName("windows-1252")),
            Map.of("dates", "dmy", "numbers", "comma"));
    ImportPreview preview = drafts.preview(id, Map.of());

    assertThat(preview.encoding()).isEqualTo("windows-1252");
    assertThat(preview.delimiter()).isEqualTo(";");
    assertThat(preview.quoting()).isEqualTo("double");
    assertThat(preview.header()).isTrue();
    assertThat(preview.isReady()).isTrue();
    assertThat(preview.columns())
        .extracting(column -> column.field() + " " + column.isNew() + " " + column.type())
        .containsExactly(
            "externalId false ",
            "email false ",
            "phone false ",
            "prenom true text",
            "neLe true text",
            "depense true text",
            "Notes true text");

    ImportPreview typed =
        drafts.preview(
            id, Map.of("column.4", "+", "name.4", "born", "type.4", "date", "column.6", ""));
    assertThat(typed.rows().get(0).cells())
        .extracting(ImportPreview.Cell::value)
        .containsExactly(
            "a", "ada@example.org", "+33612345678", "Zoë", "1990-12-31", "1 234,5", null);
    assertThat(typed.rows().get(1).complaints())
        .extracting(Complaint::code)
        .containsExactly("email", "phone", "date-dmy");
    assertThat(typed.rows().get(2).complaints())
        .extracting(Complaint::code)
        .containsExactly("id-missing");
    assertThat(count("contact") + count("contact_field")).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "windows-1252,UTF-8,IBM850",
    "windows-1252,IBM850,IBM850",
    "UTF-8,windows-1252,UTF-8",
    "windows-1252,ISO-8859-15,ISO-8859-15"
  })
  void aMistakenEncodingIsTakenBackWithoutTheFileBeingSentAgain(
      String first, String second, String right) {
    byte[] file =
        "externalId;city\na;Zürich, Genève €?\n"
            .replace("€", right.equals("IBM850") ? "" : "€")
            .getBytes(Charset.forName(right));
    UUID id = upload(file, Map.of("encoding", first.equals("windows-1252") ? first : ""));
    try {
      drafts.choose(id, Map.of("encoding", second));
    } catch (Rejected e) {
      assertThat(e.details().get(0).field()).isEqualTo("encoding");
    }
    ImportPreview preview = drafts.choose(id, Map.of("encoding", right));

    assertThat(preview.encoding()).isEqualTo(Charset.forName(right).name());
    assertThat(preview.rows().get(0).cells().get(1).value()).startsWith("Zürich, Genève");
  }

  @Test
  void quotesAndHeaderCanBeOtherThanUsual() {
    UUID id = upload("'a','Lyon, ''là'''\n'b','x\ny'\n".getBytes(UTF_8), Map.of("header", "false"));
    assertThat(drafts.preview(id, Map.of()).quoting()).isEqualTo("single");
    ImportPreview preview =
        drafts.choose(id, Map.of("column.0", "externalId", "column.1", "+", "name.1", "city"));
    assertThat(preview.rows()).hasSize(2);
    drafts.begin(id, Map.of(), "me");
    drain();

    assertThat(contacts.named("a").attributes()).containsEntry("city", "Lyon, 'là'");
    assertThat(contacts.named("b").attributes()).containsEntry("city", "x\ny");
  }

  @Test
  void columnsThatAreCutAnewAreMappedAnew() {
    UUID id = upload("externalId;a;b,c\nx;1;2,3\n".getBytes(UTF_8), Map.of());
    drafts.choose(id, Map.of("column.1", ""));
    ImportPreview preview = drafts.choose(id, Map.of("delimiter", ",", "column.1", "email"));

    assertThat(preview.columns())
        .extracting(ImportPreview.Column::name)
        .containsExactly("externalId;a;b", "c");
    assertThat(preview.columns().get(1).field()).isEqualTo("c");
    assertThat(preview.problems()).extracting(Complaint::code).containsExactly("file-id");
    assertThatThrownBy(() -> drafts.begin(id, Map.of(), "me"))
        .isInstanceOfSatisfying(
            Rejected.class, e -> assertThat(e.type()).isEqualTo("import-invalid"));
  }

  @Test
  void saysWhatIsWrongWithAMapping() {
    UUID id = upload("externalId,a,b,c\nx,1,2,3\n".getBytes(UTF_8), Map.of());
    assertThat(
            drafts
                .preview(
                    id,
                    Map.of(
                        "column.1",
                        "externalId",
                        "column.2",
                        "+",
                        "name.2",
                        "no name",
                        "column.3",
                        "+",
                        "name.3",
                        ""))
                .problems())
        .extracting(Complaint::code)
        .containsExactly("file-twice", "file-name", "file-name");
  }

  @Test
  void aDryRunCountsTheWholeFileAndTheFileGoesOnWaiting() {
    contacts.put("same", ContactInput.NOTHING.with("email", "same@example.org"), false);
    contacts.put("other", ContactInput.NOTHING.with("email", "old@example.org"), false);
    StringBuilder csv = new StringBuilder("externalId,email,shoe\n");
    csv.append(
        "same,same@example.org,\nother,new@example.org,\nbad,x,1\nbad,y,2\n,z@example.org,3\n");
    for (int i = 0; i < 2 * ImportRunner.BATCH; i++) {
      csv.append("c").append(i).append(",c@example.org,4\n");
    }
    csv.append("c").append(2 * ImportRunner.BATCH - 1).append(",d@example.org,4\n");
    UUID id = upload(csv.toString().getBytes(UTF_8), Map.of());
    drafts.rehearse(id, Map.of(), "me");
    assertThat(imports.named(id).state()).isEqualTo("running");
    drain();

    ContactImport tried = imports.named(id);
    assertThat(tried.state()).isEqualTo("draft");
    assertThat(tried.rehearsedAt()).isNotNull();
    assertThat(tried.created()).isEqualTo(2L * ImportRunner.BATCH);
    assertThat(tried.changed()).isEqualTo(2);
    assertThat(tried.unchanged()).isOne();
    assertThat(tried.rejected()).isEqualTo(3);
    assertThat(imports.refusals(id))
        .containsExactly(
            new ContactImports.Refusals("email", "email", 2),
            new ContactImports.Refusals("id-missing", "externalId", 1));
    assertThat(count("contact")).isEqualTo(2);
    assertThat(fields.all()).isEmpty();

    drafts.begin(id, Map.of("consent", "email:marketing", "proof", "fair"), "me");
    drain();
    ContactImport done = imports.named(id);
    assertThat(done.state()).isEqualTo("done");
    assertThat(done.created()).isEqualTo(tried.created());
    assertThat(done.changed()).isEqualTo(tried.changed());
    assertThat(done.rejected()).isEqualTo(3);
    assertThat(count("consent")).isEqualTo(count("contact"));
    assertThat(contacts.named("c7").attributes()).containsEntry("shoe", 4);
  }

  @Test
  void whatIsStoppedKeepsNoFile() {
    UUID id = upload("externalId\na\n".getBytes(UTF_8), Map.of());
    drafts.rehearse(id, Map.of(), "me");
    assertThat(imports.cancel(id).state()).isEqualTo("draft");
    drafts.begin(id, Map.of(), "me");
    assertThat(imports.cancel(id).state()).isEqualTo("cancelled");
    assertThat(runner.runOnce()).isZero();
    assertThat(jdbc.sql("SELECT sum(length(body)) FROM contact_import").query(Long.class).single())
        .isZero();
    assertThatThrownBy(() -> imports.cancel(id)).isInstanceOf(Rejected.class);
    assertThatThrownBy(() -> drafts.preview(id, Map.of())).isInstanceOf(Rejected.class);
  }

  @Test
  void whoIsErasedIsTakenOutOfFilesThatWait() {
    var ada = contacts.put("ada", ContactInput.NOTHING, false).contact().id();
    UUID mapped = upload("externalId\nann\nada\n".getBytes(UTF_8), Map.of());
    UUID unmapped = upload("who;name\nada;Ada\nann;Ann\n".getBytes(UTF_8), Map.of());
    drafts.rehearse(mapped, Map.of(), "me");
    drain();
    contacts.erase(ada);
    drafts.begin(mapped, Map.of(), "me");
    drafts.begin(unmapped, Map.of("column.0", "externalId"), "me");
    drain();

    assertThat(contacts.byExternalId("ann")).isPresent();
    assertThat(contacts.byExternalId("ada")).isEmpty();
  }

  @Test
  void theApiGoesTheSameWay() throws Exception {
    MockMvc http =
        MockMvcBuilders.standaloneSetup(api)
            .setControllerAdvice(new PeopleContext.Refusals())
            .build();
    String link =
        String.valueOf(
            http.perform(
                    post("/api/imports/drafts")
                        .contentType("text/csv;charset=UTF-8")
                        .content("id;E-mail;vip\na;a@example.org;oui\nb;b;peut-être\n"))
                .andExpect(status().isCreated())
                .andExpect(jsonPath("$.state").value("draft"))
                .andReturn()
                .getResponse()
                .getHeader("Location"));
    http.perform(
            get(link + "/preview")
                .param("column.2", "+")
                .param("name.2", "vip")
                .param("type.2", "boolean"))
        .andExpect(jsonPath("$.columns[1].field").value("email"))
        .andExpect(jsonPath("$.rows[0].cells[2].value").value("true"))
        .andExpect(jsonPath("$.rows[1].cells[2].complaint.code").value("boolean"));
    http.perform(
            post(link + "/rehearse")
                .param("column.2", "+")
                .param("name.2", "vip")
                .param("type.2", "boolean"))
        .andExpect(status().isAccepted());
    drain();
    http.perform(get(link))
        .andExpect(jsonPath("$.state").value("draft"))
        .andExpect(jsonPath("$.created").value(1));
    String reasons =
        http.perform(get(link + "/reasons")).andReturn().getResponse().getContentAsString(UTF_8);
    List<String> codes = JsonPath.read(reasons, "$.items[*].code");
    assertThat(codes).containsExactly("email");
    assertThat(
            http.perform(get(link + "/rejected"))
                .andReturn()
                .getResponse()
                .getContentAsString(UTF_8))
        .startsWith("line,reason,row,code,field")
        .contains(
            "3,email is not an e-mail address that can be written to; vip must be true or false,b;b;peut-être,email,email");
    http.perform(post(link + "/start")).andExpect(status().isAccepted());
    http.perform(post(link + "/start")).andExpect(status().isConflict());
    drain();
    http.perform(get(link)).andExpect(jsonPath("$.state").value("done"));
    http.perform(post(link + "/cancel")).andExpect(status().isConflict());
    assertThat(contacts.named("a").attributes()).containsEntry("vip", true);
  }

  private UUID upload(byte[] file, Map<String, String> choices) {
    return drafts.upload(new ByteArrayInputStream(file), "x.csv", choices, "me").id();
  }

  private void drain() {
    int done = runner.runOnce();
    while (done > 0) {
      done = runner.runOnce();
    }
  }

  private long count(String table) {
    return jdbc.sql("SELECT count(*) FROM " + table).query(Long.class).single();
  }
}
