package io.relance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.relance.journey.check.DiagramCheck;
import io.relance.journey.check.Problem.Severity;
import io.relance.process.StepCatalogue;
import io.relance.process.StepInput;
import io.relance.process.StepType;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Diagrams, element templates and delegates never see each other; here their names are held
 * together.
 */
class JourneyContractTest {

  static Stream<Resource> scenarios() throws IOException {
    return Stream.of(
        new PathMatchingResourcePatternResolver().getResources("classpath*:scenarios/*.bpmn"));
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void everyScenarioOfTheLibraryCanBePublishedAsItIs(Resource scenario) throws IOException {
    DiagramCheck.Result result = new DiagramCheck().check(scenario.getContentAsByteArray());

    assertThat(result.problems()).filteredOn(it -> it.severity() != Severity.NOTE).isEmpty();
    assertThat(result.diagram())
        .extracting(it -> it.key() + ".bpmn")
        .isEqualTo(scenario.getFilename());
  }

  @Test
  void theLibraryHoldsExactlyWhatItsCatalogueLists() throws IOException {
    Set<String> files =
        scenarios()
            .map(it -> String.valueOf(it.getFilename()).replace(".bpmn", ""))
            .collect(Collectors.toSet());
    assertThat(read("scenarios/catalogue.json").findValuesAsText("key"))
        .containsExactlyInAnyOrderElementsOf(files);
  }

  @ParameterizedTest
  @ValueSource(strings = {"relance.json", "relance_fr.json"})
  void everyStepHasAnElementTemplateWithTheInputsThatItsDelegateReads(String file)
      throws IOException {
    JsonNode templates = read("element-templates/" + file);
    for (StepType step : StepCatalogue.all()) {
      JsonNode template = template(templates, step);
      assertThat(inputs(template))
          .as(step.bean())
          .isEqualTo(
              step.inputs().stream()
                  .map(StepInput::name)
                  .collect(Collectors.toCollection(TreeSet::new)));
    }
    assertThat(templates).hasSize(StepCatalogue.all().size() + 1);
  }

  private static JsonNode template(JsonNode templates, StepType step) {
    for (JsonNode template : templates) {
      for (JsonNode property : template.path("properties")) {
        if (property.path("binding").path("name").asText().equals("camunda:delegateExpression")
            && property.path("value").asText().equals(step.expression())) {
          return template;
        }
      }
    }
    throw new AssertionError("no element template performs " + step.expression());
  }

  private static Set<String> inputs(JsonNode template) {
    Set<String> names = new TreeSet<>();
    for (JsonNode property : template.path("properties")) {
      if (property.path("binding").path("type").asText().equals("camunda:inputParameter")) {
        names.add(property.path("binding").path("name").asText());
      }
    }
    return names;
  }

  private static JsonNode read(String path) throws IOException {
    try (var in = JourneyContractTest.class.getClassLoader().getResourceAsStream(path)) {
      return new ObjectMapper().readTree(in);
    }
  }
}
