package io.relance.contact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.jayway.jsonpath.JsonPath;
import io.relance.PeopleContext;
import io.relance.core.ContactId;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

@SpringJUnitConfig(PeopleContext.class)
class ContactApiTest {

  @Autowired ContactApi api;
  @Autowired Contacts contacts;
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
  void createsThenChangesWhatIsGivenAndClearsWhatIsNull() throws Exception {
    put(
            "ada?createFields=true",
            "{'email':'Ada@Example.org','attributes':{'firstName':'Ada','age':36}}")
        .andExpect(status().isCreated())
        .andExpect(header().string("Location", "/api/contacts/ada"));
    put("ada", "{'phone':'06 12 34 56 78','attributes':{'age':null}}").andExpect(status().isOk());

    http.perform(get("/api/contacts/ada"))
        .andExpect(jsonPath("$.email").value("Ada@Example.org"))
        .andExpect(jsonPath("$.phone").value("+33612345678"))
        .andExpect(jsonPath("$.attributes.firstName").value("Ada"))
        .andExpect(jsonPath("$.attributes.age").doesNotExist())
        .andExpect(jsonPath("$.score").value(0));
    put("ada", "{'email':null}").andExpect(jsonPath("$.email").doesNotExist());
  }

  @Test
  void namesEveryFieldThatIsWrongAndStoresNothing() throws Exception {
    put(
            "ada",
            "{'email':'a@b@c','phone':'12','locale':'!!','timeZone':'Mars','shoe':1,'attributes':{'size':41,'email':'x'}}")
        .andExpect(status().isUnprocessableEntity())
        .andExpect(jsonPath("$.errors[*].field").value(containsInAnyOrder("shoe")));
    put(
            "ada",
            "{'email':'a@b@c','phone':'12','locale':'!!','timeZone':'Mars','attributes':{'size':41,'email':'x','a b':1}}")
        .andExpect(status().isUnprocessableEntity())
        .andExpect(
            jsonPath("$.errors[*].field")
                .value(
                    containsInAnyOrder(
                        "email",
                        "phone",
                        "locale",
                        "timeZone",
                        "attributes.size",
                        "attributes.email",
                        "attributes.a b")));

    assertThat(contacts.byExternalId("ada")).isEmpty();
  }

  @Test
  void createsAttributesWhenAskedAndHoldsThemToTheirType() throws Exception {
    put(
            "ada?createFields=true",
            "{'attributes':{'vip':true,'born':'1815-12-10','tags':['a'],'home':{'city':'London'},'n':1.5,'note':'x'}}")
        .andExpect(status().isCreated());
    http.perform(get("/api/contacts/fields"))
        .andExpect(
            jsonPath("$.items[*].type")
                .value(contains("date", "object", "number", "text", "list", "boolean")));

    put("ada", "{'attributes':{'vip':'yes','born':'soon','tags':'a','home':1,'n':'1','note':2}}")
        .andExpect(status().isUnprocessableEntity())
        .andExpect(jsonPath("$.errors.length()").value(6));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'attributes':{'note':'a\\u0000b'}}",
        "{'attributes':{'note':'\\ud800'}}",
        "{'attributes':{'n':1e999}}",
        "{'attributes':{'o':{'a':{'a':{'a':{'a':{'a':{'a':{'a':{'a':{'a':{'a':{'a':1}}}}}}}}}}}}}}",
        "{'email':'-oQ/tmp@example.org'}",
        "{'email':'a@[127.0.0.1]'}",
        "{'email':'a@example.org\\r\\nBcc: b@example.org'}",
        "{'externalId':'bob'}",
        "{'attributes':[]}"
      })
  void refusesWhatCouldDoHarm(String body) throws Exception {
    put("ada?createFields=true", body).andExpect(status().isUnprocessableEntity());
  }

  @Test
  void keepsTextsThatLookLikeCodeAsTheyAre() throws Exception {
    String text = "${1} #{2} {{3}} {%4%} '; DROP TABLE contact; --";
    contacts.put("ada", ContactInput.NOTHING.attribute("note", text), true);

    assertThat(contacts.named("ada").attributes()).containsEntry("note", text);
  }

  @Test
  void refusesAttributesThatGrowBeyondTheirLimit() throws Exception {
    String half = "x".repeat(40_000);
    contacts.put("ada", ContactInput.NOTHING.attribute("a", half), true);

    put("ada?createFields=true", "{'attributes':{'b':'" + half + "'}}")
        .andExpect(status().isUnprocessableEntity())
        .andExpect(jsonPath("$.errors[0].field").value("attributes"));
    put("eve?createFields=true", "{'attributes':{'b':'" + half + half + "'}}")
        .andExpect(status().isUnprocessableEntity());
    assertThat(contacts.named("ada").attributes()).doesNotContainKey("b");
  }

  @Test
  void searchesLiterallyAndPagesFromTheNewest() throws Exception {
    for (String name : List.of("a_1", "ab1", "a-1", "zed")) {
      contacts.put(name, ContactInput.NOTHING.with("email", "x@example.org"), false);
    }
    http.perform(get("/api/contacts").param("search", "a_1"))
        .andExpect(jsonPath("$.items[*].externalId").value(contains("a_1")));
    http.perform(get("/api/contacts").param("search", "%"))
        .andExpect(jsonPath("$.items").isEmpty());

    String first =
        http.perform(get("/api/contacts").param("limit", "3"))
            .andExpect(jsonPath("$.items[*].externalId").value(contains("zed", "a-1", "ab1")))
            .andReturn()
            .getResponse()
            .getContentAsString();
    String next = JsonPath.read(first, "$.next");
    http.perform(get("/api/contacts").param("limit", "3").param("cursor", next))
        .andExpect(jsonPath("$.items[*].externalId").value(contains("a_1")))
        .andExpect(jsonPath("$.next").doesNotExist());
    http.perform(get("/api/contacts").param("cursor", "'; --")).andExpect(status().isBadRequest());
  }

  @Test
  void tellsThatAContactIsUnknown() throws Exception {
    http.perform(get("/api/contacts/nobody"))
        .andExpect(status().isNotFound())
        .andExpect(jsonPath("$.detail").value(containsString("nobody")));
    http.perform(delete("/api/contacts/nobody")).andExpect(status().isNotFound());
  }

  @Test
  void erasesEverythingThatSaysWhoItWas() throws Exception {
    ContactId id =
        contacts
            .put("ada", ContactInput.NOTHING.with("email", "ada@example.org"), false)
            .contact()
            .id();
    jdbc.sql(
            """
            INSERT INTO journey (key, name, state, created_at) VALUES ('j', 'J', 'live', now()) ON CONFLICT DO NOTHING
            """)
        .update();
    jdbc.sql(
            """
            INSERT INTO journey_version VALUES ('j', 1, '', 'j:1', 'never', true, '{}', now(), 'x') ON CONFLICT DO NOTHING
            """)
        .update();
    jdbc.sql(
            """
            INSERT INTO enrolment (business_key, journey_key, version, contact_id, process_instance_id, data, entered_at)
            VALUES ('j:1', 'j', 1, :id, 'p1', '{"name": "Ada"}', now())
            """)
        .param("id", id.value())
        .update();
    jdbc.sql(
            """
            INSERT INTO event (source, event_id, name, contact_id, properties, body_hash, state, occurred_at, received_at, keep_until)
            VALUES ('api', '1', 'Said', :id, '{"name": "Ada"}', '', 'NEW', now(), now(), now())
            """)
        .param("id", id.value())
        .update();
    jdbc.sql(
            """
            INSERT INTO message (id, dedupe_key, contact_id, journey_key, version, step, process_instance_id, execution_id,
                                 channel, purpose, state, detail, due_at, expires_at, created_at)
            VALUES (gen_random_uuid(), 'm1', :id, 'j', 1, 's', 'p', 'e', 'email', 'marketing', 'REFUSED',
                    '550 ada@example.org unknown', now(), now(), now())
            """)
        .param("id", id.value())
        .update();

    http.perform(delete("/api/contacts/ada")).andExpect(status().isAccepted());

    assertThat(heard.all(Contacts.Erased.class)).containsExactly(new Contacts.Erased(id));
    for (String table :
        List.of("contact", "enrolment", "event", "message", "message_attempt", "suppression")) {
      assertThat(
              jdbc.sql("SELECT x::text FROM " + table + " x").query(String.class).list().toString())
          .as(table)
          // Not just "ada": one in sixty hashes of the suppression list holds that by chance.
          .doesNotContain("Ada")
          .doesNotContainIgnoringCase("ada@");
    }
    assertThat(jdbc.sql("SELECT count(*) FROM enrolment").query(Long.class).single()).isOne();
    http.perform(delete("/api/contacts/ada")).andExpect(status().isNotFound());
  }

  private ResultActions put(String name, String json) throws Exception {
    MockHttpServletRequestBuilder request =
        org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put(
                "/api/contacts/" + name)
            .contentType("application/json")
            .content(json.replace('\'', '"'));
    return http.perform(request);
  }
}
