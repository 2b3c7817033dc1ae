package io.relance.report;

import io.relance.report.Drawing.StepName;
import java.io.ByteArrayInputStream;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Reads the names of steps out of published diagrams, once each: a published version never changes.
 */
@Repository
public class Drawings {

  private static final Drawing BLANK = new Drawing(Map.of(), Set.of());

  private static final Map<String, String> GROUPS =
      Map.ofEntries(
          Map.entry("startEvent", "start"),
          Map.entry("intermediateCatchEvent", "wait"),
          Map.entry("boundaryEvent", "wait"),
          Map.entry("receiveTask", "wait"),
          Map.entry("exclusiveGateway", "decide"),
          Map.entry("parallelGateway", "decide"),
          Map.entry("eventBasedGateway", "decide"),
          Map.entry("serviceTask", "act"),
          Map.entry("sendTask", "act"),
          Map.entry("intermediateThrowEvent", "act"),
          Map.entry("subProcess", "act"),
          Map.entry("userTask", "people"),
          Map.entry("endEvent", "end"));

  private final JdbcClient jdbc;
  private final Map<String, Drawing> read = new ConcurrentHashMap<>();

  Drawings(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The drawing of a version; a blank one when there is no such version. */
  public Drawing of(String journey, int version) {
    Drawing known = read.get(journey + ":" + version);
    if (known != null) {
      return known;
    }
    byte[] bpmn =
        jdbc.sql("SELECT bpmn FROM journey_version WHERE journey_key = :key AND version = :version")
            .param("key", journey)
            .param("version", version)
            .query(byte[].class)
            .optional()
            .orElse(null);
    if (bpmn == null) {
      return BLANK;
    }
    Drawing drawing = parse(bpmn);
    read.put(journey + ":" + version, drawing);
    return drawing;
  }

  static Drawing parse(byte[] bpmn) {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    Map<String, StepName> steps = new LinkedHashMap<>();
    Set<String> conditions = new LinkedHashSet<>();
    try {
      XMLStreamReader xml = factory.createXMLStreamReader(new ByteArrayInputStream(bpmn));
      while (xml.hasNext()) {
        if (xml.next() != XMLStreamReader.START_ELEMENT) {
          continue;
        }
        String id = xml.getAttributeValue(null, "id");
        if (id != null && GROUPS.containsKey(xml.getLocalName())) {
          steps.put(id, new StepName(name(xml, id), group(xml), steps.size()));
        } else if (xml.getLocalName().equals("conditionExpression")) {
          conditions.add(xml.getElementText());
        }
      }
    } catch (XMLStreamException e) {
      // A page that names steps by their ids is better than none.
      return new Drawing(steps, conditions);
    }
    return new Drawing(steps, conditions);
  }

  private static String name(XMLStreamReader xml, String id) {
    String name = xml.getAttributeValue(null, "name");
    return name == null || name.isBlank() ? id : name.strip().replaceAll("\\s+", " ");
  }

  private static String group(XMLStreamReader xml) {
    String delegate =
        xml.getAttributeValue("http://camunda.org/schema/1.0/bpmn", "delegateExpression");
    return delegate != null && delegate.matches("\\$\\{send[A-Z][A-Za-z]*}")
        ? "send"
        : GROUPS.getOrDefault(xml.getLocalName(), "act");
  }
}
