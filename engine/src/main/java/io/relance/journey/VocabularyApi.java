package io.relance.journey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.relance.process.MessageNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the studio offers: the steps, and the names that exist in this installation. */
@RestController
class VocabularyApi {

  private final JdbcClient jdbc;
  private final ObjectMapper json;
  private final Journeys journeys;

  VocabularyApi(JdbcClient jdbc, ObjectMapper json, Journeys journeys) {
    this.jdbc = jdbc;
    this.json = json;
    this.journeys = journeys;
  }

  record Vocabulary(
      JsonNode elementTemplates,
      List<String> messages,
      List<String> contactFields,
      List<String> mart,
      List<Named> journeys) {}

  record Named(String key, String name) {}

  @GetMapping("/api/vocabulary")
  Vocabulary vocabulary(Locale locale) {
    return new Vocabulary(
        templates(locale),
        messages(),
        jdbc.sql("SELECT name FROM contact_field ORDER BY name").query(String.class).list(),
        jdbc.sql(
                "SELECT name FROM mart_aggregate UNION SELECT name FROM mart_formula ORDER BY name")
            .query(String.class)
            .list(),
        journeys.all().stream().map(journey -> new Named(journey.key(), journey.name())).toList());
  }

  private JsonNode templates(Locale locale) {
    String file = locale.getLanguage().equals("fr") ? "relance_fr.json" : "relance.json";
    try (var in = new ClassPathResource("element-templates/" + file).getInputStream()) {
      return json.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException("the element templates are missing from the class path", e);
    }
  }

  /** Our own events, and those that were told lately or that journeys start on. */
  private List<String> messages() {
    TreeSet<String> names = new TreeSet<>(MessageNames.known());
    names.addAll(
        jdbc.sql(
                """
                SELECT DISTINCT name FROM (SELECT name FROM event ORDER BY id DESC LIMIT 1000) lately
                 UNION SELECT unnest(start_messages) FROM journey_version
                 UNION SELECT unnest(ARRAY['SegmentEntered:' || key, 'SegmentLeft:' || key])
                         FROM segment WHERE kind = 'dynamic'
                 UNION SELECT unnest(ARRAY['ScoreThresholdCrossed:' || key, 'ScoreThresholdLeft:' || key])
                         FROM score_threshold
                """)
            .query(String.class)
            .list());
    return List.copyOf(names);
  }
}
