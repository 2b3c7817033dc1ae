package io.relance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.relance.access.Permission;
import io.relance.access.Tokens;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.EnumSet;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;

/** The HTTP API as another system sees it: real HTTP, an API token, JSON. */
@NullUnmarked
public abstract class ApiTest extends RelanceTest {

  private static final String TOKEN = "test-token";
  private static final ObjectMapper JSON = new ObjectMapper();

  @Autowired private Tokens tokens;

  @BeforeEach
  void token() {
    tokens.adopt("test", EnumSet.allOf(Permission.class), TOKEN);
  }

  /** An answer: its status, its body as JSON and as it came. */
  public record Answer(HttpResponse<String> http) {

    public int status() {
      return http.statusCode();
    }

    public JsonNode json() {
      try {
        return JSON.readTree(http.body());
      } catch (JsonProcessingException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Checks that this is problem+json of that status and type, with words for a person. */
    public JsonNode problem(int status, String type) {
      Assertions.assertThat(status()).as(http.body()).isEqualTo(status);
      Assertions.assertThat(http.headers().firstValue("Content-Type").orElse(""))
          .startsWith("application/problem+json");
      JsonNode problem = json();
      Assertions.assertThat(problem.path("type").asText()).isEqualTo("urn:relance:problem:" + type);
      Assertions.assertThat(problem.path("status").asInt()).isEqualTo(status);
      Assertions.assertThat(problem.path("detail").asText()).isNotBlank();
      return problem;
    }

    /** Checks the status and answers the body. */
    public JsonNode ok(int status) {
      Assertions.assertThat(status()).as(http.body()).isEqualTo(status);
      return json();
    }
  }

  protected Answer read(String path) {
    return new Answer(send(authorized(path).GET()));
  }

  protected Answer call(String method, String path, String json) {
    return new Answer(
        send(
            authorized(path)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(json))));
  }

  protected Answer call(String method, String path) {
    return new Answer(send(authorized(path).method(method, BodyPublishers.noBody())));
  }

  protected Answer callOnce(String idempotencyKey, String method, String path, String json) {
    return new Answer(
        send(
            authorized(path)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", idempotencyKey)
                .method(method, BodyPublishers.ofString(json))));
  }

  protected Answer draw(String method, String path, String bpmn, String... headers) {
    HttpRequest.Builder request =
        authorized(path)
            .header("Content-Type", "application/bpmn+xml")
            .method(method, BodyPublishers.ofString(bpmn));
    return new Answer(send(headers.length == 0 ? request : request.headers(headers)));
  }

  protected HttpRequest.Builder authorized(String path) {
    return request(path).header("Authorization", "Bearer " + TOKEN);
  }
}
