package io.relance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.relance.access.Permission;
import io.relance.access.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The committed description of the API is the API. */
@NullUnmarked
class OpenApiTest extends RelanceTest {

  private static final Path COMMITTED = Path.of("../docs/openapi.json");
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  @Autowired private Tokens tokens;

  /**
   * To write it anew after a change of the API: {@code mvn -pl engine -am test -Dtest=OpenApiTest
   * -Drelance.openapi=write}.
   */
  @Test
  void theCommittedDescriptionIsWhatTheApplicationSays() throws IOException {
    tokens.adopt("openapi", EnumSet.allOf(Permission.class), "openapi-test-token");
    String answer =
        send(request("/v3/api-docs").header("Authorization", "Bearer openapi-test-token").GET())
            .body();
    String now =
        JSON.writeValueAsString(JSON.convertValue(withoutHost(answer), Object.class)) + "\n";
    if ("write".equals(System.getProperty("relance.openapi"))) {
      Files.writeString(COMMITTED, now);
    }
    assertThat(Files.readString(COMMITTED))
        .as("docs/openapi.json is out of date; write it anew with -Drelance.openapi=write")
        .isEqualTo(now);
    assertThat(JSON.readTree(now).path("paths").fieldNames())
        .toIterable()
        .contains("/api/events", "/api/journeys/{key}/publish", "/api/contacts/{externalId}");
  }

  private static JsonNode withoutHost(String text) throws IOException {
    ObjectNode description = (ObjectNode) JSON.readTree(text);
    description.remove("servers");
    return description;
  }
}
