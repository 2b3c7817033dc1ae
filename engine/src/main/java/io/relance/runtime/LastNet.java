package io.relance.runtime;

import java.util.Set;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParser;
import org.camunda.bpm.engine.impl.util.xml.Element;

/**
 * Refuses, before the engine reads a diagram, whatever the engine would carry out beyond the
 * journey vocabulary: the check of drafts should have refused it, but a diagram may come another
 * way.
 */
final class LastNet {

  private static final Set<String> ELEMENTS =
      words(
          "definitions message error category categoryValue process subProcess startEvent endEvent"
              + " intermediateCatchEvent intermediateThrowEvent boundaryEvent exclusiveGateway"
              + " parallelGateway eventBasedGateway serviceTask sendTask receiveTask userTask"
              + " sequenceFlow conditionExpression timerEventDefinition timeDuration timeDate"
              + " messageEventDefinition errorEventDefinition terminateEventDefinition"
              + " textAnnotation text association group documentation extensionElements incoming"
              + " outgoing");

  private static final Set<String> EXTENSIONS =
      words("properties property inputOutput inputParameter");

  private static final Set<String> EXTENSION_ATTRIBUTES =
      words(
          "delegateExpression candidateGroups historyTimeToLive modelerTemplate"
              + " modelerTemplateVersion modelerTemplateIcon");

  private LastNet() {}

  static void check(Element element) {
    boolean bpmn = element.getUri().equals(BpmnParser.BPMN20_NS);
    if (bpmn && !ELEMENTS.contains(element.getTagName())
        || isExtension(element.getUri()) && !EXTENSIONS.contains(element.getTagName())
        || element.getTagName().equals("inputParameter") && !element.elements().isEmpty()) {
      throw outside(element, element.getTagName());
    }
    for (String attribute : element.attributes()) {
      int end = attribute.lastIndexOf(':');
      if (end > 0
          && isExtension(attribute.substring(0, end))
          && !EXTENSION_ATTRIBUTES.contains(attribute.substring(end + 1))) {
        throw outside(element, attribute.substring(end + 1));
      }
    }
    element.elements().forEach(LastNet::check);
  }

  /** The engine still understands the namespace that it had before it was Camunda. */
  private static boolean isExtension(String namespace) {
    return namespace.equals(BpmnParser.CAMUNDA_BPMN_EXTENSIONS_NS)
        || namespace.equals(BpmnParser.ACTIVITI_BPMN_EXTENSIONS_NS);
  }

  private static ProcessEngineException outside(Element element, String what) {
    return new ProcessEngineException(
        "line %d: '%s' is outside the journey vocabulary".formatted(element.getLine(), what));
  }

  private static Set<String> words(String text) {
    return Set.of(text.split(" "));
  }
}
