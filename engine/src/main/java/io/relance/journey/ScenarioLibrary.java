package io.relance.journey;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/** The journeys that come with Relance ({@code scenarios/catalogue.json}). */
@Component
public class ScenarioLibrary {

  private final ObjectMapper json;

  ScenarioLibrary(ObjectMapper json) {
    this.json = json;
  }

  /** All of them, in the order of the catalogue; none when the library is not on the class path. */
  public List<Scenario> all() {
    var catalogue = new ClassPathResource("scenarios/catalogue.json");
    if (!catalogue.exists()) {
      return List.of();
    }
    try (var in = catalogue.getInputStream()) {
      return json.readValue(in, new TypeReference<>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
