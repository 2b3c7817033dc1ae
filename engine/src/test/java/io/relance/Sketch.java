package io.relance;

/** Small diagrams, for tests that are not about the scenarios of the library. */
public final class Sketch {

  private Sketch() {}

  /** A journey of these steps; messages are declared by their names. */
  public static String journey(String key, String steps, String... messages) {
    StringBuilder declared = new StringBuilder();
    for (String message : messages) {
      declared.append("<bpmn:message id=\"Message_%s\" name=\"%s\" />".formatted(message, message));
    }
    return """
        <?xml version="1.0" encoding="UTF-8"?>
        <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
            xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
            xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
            id="definitions" targetNamespace="http://relance.io/journeys">
          <bpmn:process id="%s" name="%s" isExecutable="true">
            %s
          </bpmn:process>
          %s
        </bpmn:definitions>
        """
        .formatted(key, key, steps, declared);
  }

  /** One marketing letter from start to end; without an event it may be entered by anyone. */
  public static String letter(String key) {
    return journey(
        key,
        start("start")
            + email("mail", "marketing")
            + end("end", "done")
            + flow("start", "mail")
            + flow("mail", "end"));
  }

  /** A letter, then whichever comes first: the event or two days. */
  public static String waitingFor(String key, String event) {
    return journey(
        key,
        start("start")
            + email("mail", "marketing")
            + "<bpmn:eventBasedGateway id=\"first\" />"
            + message("happened", event)
            + timer("late", "P2D")
            + end("end_happened", "happened")
            + end("end_late", "late")
            + flow("start", "mail")
            + flow("mail", "first")
            + flow("first", "happened")
            + flow("first", "late")
            + flow("happened", "end_happened")
            + flow("late", "end_late"),
        event);
  }

  public static String start(String id) {
    return "<bpmn:startEvent id=\"%s\" />".formatted(id);
  }

  public static String end(String id, String outcome) {
    return "<bpmn:endEvent id=\"%s\" name=\"%s\" />".formatted(id, outcome);
  }

  public static String flow(String from, String to) {
    return "<bpmn:sequenceFlow id=\"%s__%s\" sourceRef=\"%s\" targetRef=\"%s\" />"
        .formatted(from, to, from, to);
  }

  public static String email(String id, String purpose) {
    return step(
        id,
        "sendEmail",
        "subject",
        "Hello {{ contact.firstName | default: 'there' }}",
        "body",
        "Good day. [Unsubscribe]({{ links.unsubscribe }})",
        "purpose",
        purpose);
  }

  /** A step of the catalogue with its inputs, name and value by turns. */
  public static String step(String id, String bean, String... inputs) {
    StringBuilder parameters = new StringBuilder();
    for (int i = 0; i < inputs.length; i += 2) {
      parameters.append(
          "<camunda:inputParameter name=\"%s\">%s</camunda:inputParameter>"
              .formatted(inputs[i], inputs[i + 1].replace("&", "&amp;").replace("<", "&lt;")));
    }
    return """
        <bpmn:serviceTask id="%s" camunda:delegateExpression="${%s}"><bpmn:extensionElements>
        <camunda:inputOutput>%s</camunda:inputOutput></bpmn:extensionElements></bpmn:serviceTask>
        """
        .formatted(id, bean, parameters);
  }

  public static String message(String id, String event) {
    return "<bpmn:intermediateCatchEvent id=\"%s\"><bpmn:messageEventDefinition messageRef=\"Message_%s\" /></bpmn:intermediateCatchEvent>"
        .formatted(id, event);
  }

  public static String timer(String id, String duration) {
    return "<bpmn:intermediateCatchEvent id=\"%s\"><bpmn:timerEventDefinition><bpmn:timeDuration>%s</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
        .formatted(id, duration);
  }
}
