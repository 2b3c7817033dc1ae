package io.relance.journey;

import io.relance.core.Rejected;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/** Begins journeys: as a copy of a scenario of the library, or with a start and an end. */
@Component
class NewJourney {

  private static final int LONGEST_KEY = 56;
  private static final Pattern PROCESS =
      Pattern.compile("<bpmn:process id=\"([^\"]+)\" name=\"([^\"]*)\"");

  private static final String BLANK =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" id="Definitions_1" targetNamespace="http://relance.io/journeys">
        <bpmn:process id="blank" name="" isExecutable="true">
          <bpmn:startEvent id="start" />
        </bpmn:process>
        <bpmndi:BPMNDiagram id="BPMNDiagram_1">
          <bpmndi:BPMNPlane id="BPMNPlane_1" bpmnElement="blank">
            <bpmndi:BPMNShape id="start_di" bpmnElement="start">
              <dc:Bounds x="160" y="162" width="36" height="36" />
            </bpmndi:BPMNShape>
          </bpmndi:BPMNPlane>
        </bpmndi:BPMNDiagram>
      </bpmn:definitions>
      """;

  private final JourneyTable table;
  private final Journeys journeys;

  NewJourney(JourneyTable table, Journeys journeys) {
    this.table = table;
    this.journeys = journeys;
  }

  /** Saves a copy of a scenario as a draft under a key of its own; answers the key. */
  String fromScenario(String scenario, String who) {
    String bpmn = scenario(scenario);
    Matcher process = PROCESS.matcher(bpmn);
    if (!process.find()) {
      throw new IllegalStateException("the scenario '" + scenario + "' names no process");
    }
    String key = free(process.group(1));
    return save(bpmn, key, process.group(2) + suffix(key, process.group(1)), who);
  }

  /** Saves an empty draft with this name; answers its key. */
  String blank(String name, String who) {
    return save(BLANK, free(keyOf(name)), escape(name.strip()), who);
  }

  /** The diagram of a scenario of the library, as it is. */
  static String scenario(String key) {
    var file = new ClassPathResource("scenarios/" + key + ".bpmn");
    if (!key.matches("[a-z0-9-]{1,64}") || !file.exists()) {
      throw new Rejected(404, "unknown-scenario", "there is no scenario '" + key + "'");
    }
    try {
      return file.getContentAsString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String save(String bpmn, String key, String xmlName, String who) {
    Matcher process = PROCESS.matcher(bpmn);
    if (!process.find()) {
      throw new IllegalStateException("a diagram to begin with names no process");
    }
    String own =
        process
            .replaceFirst(
                Matcher.quoteReplacement(
                    "<bpmn:process id=\"" + key + "\" name=\"" + xmlName + "\""))
            .replace("bpmnElement=\"" + process.group(1) + "\"", "bpmnElement=\"" + key + "\"");
    return journeys.saveDraft(own.getBytes(StandardCharsets.UTF_8), who).key();
  }

  /** The key itself, or with the first number behind it that nobody has taken. */
  private String free(String key) {
    String candidate = key;
    for (int n = 2; table.find(candidate).isPresent(); n++) {
      candidate = key + "-" + n;
    }
    return candidate;
  }

  private static String suffix(String key, String wanted) {
    return key.equals(wanted) ? "" : " (" + key.substring(wanted.length() + 1) + ")";
  }

  /** "Campagne d'été 2027" becomes campagne-d-ete-2027. */
  static String keyOf(String name) {
    String plain =
        Normalizer.normalize(name, Normalizer.Form.NFD)
            .replaceAll("\\p{M}", "")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    String key =
        plain.isEmpty() || !Character.isLetter(plain.charAt(0)) ? "journey-" + plain : plain;
    return key.substring(0, Math.min(LONGEST_KEY, key.length())).replaceAll("-$", "");
  }

  private static String escape(String text) {
    return text.replaceAll("\\p{Cntrl}", " ")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace("\"", "&quot;");
  }
}
