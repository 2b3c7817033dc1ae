package io.relance.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.relance.process.Step;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.instance.FlowElement;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** The texts of the scenario library keep to the rules that everybody's texts are held to. */
class ScenarioTextsTest {

  private final Proofreader proofreader = ContentFixture.proofreader();

  @Test
  void everyTextOfTheLibraryCanBeWritten() throws IOException {
    Resource[] scenarios =
        new PathMatchingResourcePatternResolver().getResources("classpath*:scenarios/*.bpmn");
    assertThat(scenarios).isNotEmpty();
    for (Resource scenario : scenarios) {
      try (InputStream bpmn = scenario.getInputStream()) {
        for (FlowElement step :
            Bpmn.readModelFromStream(bpmn).getModelElementsByType(FlowElement.class)) {
          check(scenario.getFilename() + " " + step.getId(), Step.inputs(step));
        }
      }
    }
  }

  private void check(String place, Map<String, String> inputs) {
    boolean email = inputs.containsKey("subject");
    for (String name : new String[] {"subject", "preheader", "text", "body", "value"}) {
      String input = inputs.getOrDefault(name, "");
      assertThat(name.equals("body") && email ? proofreader.body(input) : proofreader.text(input))
          .as(place + " " + name)
          .isEmpty();
    }
  }
}
