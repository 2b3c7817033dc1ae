package io.relance.journey.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows S1 to S5 and S7 of the attack table, against a server on loopback that nobody may ask. */
class HostileDiagramCheckTest {

  private final DiagramCheck check = new DiagramCheck();
  private final AtomicInteger connections = new AtomicInteger();
  private ServerSocket trap;

  @BeforeEach
  void setTheTrap() throws IOException {
    trap = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread listener =
        new Thread(
            () -> {
              try {
                while (true) {
                  trap.accept().close();
                  connections.incrementAndGet();
                }
              } catch (IOException closed) {
                // the test is over
              }
            });
    listener.setDaemon(true);
    listener.start();
  }

  @AfterEach
  void nobodyAskedTheTrap() throws IOException {
    trap.close();
    assertThat(connections).hasValue(0);
  }

  static Stream<String> doctypes() {
    String laughs =
        "<!DOCTYPE d [<!ENTITY a0 \"ha\">"
            + Stream.iterate(1, i -> i + 1)
                .limit(30)
                .map(i -> "<!ENTITY a%d \"&a%d;&a%d;\">".formatted(i, i - 1, i - 1))
                .reduce("", String::concat)
            + "]>";
    return Stream.of(
        "<!DOCTYPE d>",
        "<!DOCTYPE d SYSTEM \"TRAP/evil.dtd\">",
        "<!DOCTYPE d PUBLIC \"-//x//y\" \"TRAP/evil.dtd\">",
        "<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>",
        "<!DOCTYPE d [<!ENTITY x SYSTEM \"TRAP/x\">]>",
        "<!DOCTYPE d [<!ENTITY % p SYSTEM \"TRAP/p.dtd\"> %p;]>",
        "<!DOCTYPE d [<!ENTITY % a \"<!ENTITY b 'c'>\"> %a;]>",
        laughs);
  }

  @ParameterizedTest
  @MethodSource("doctypes")
  void aDoctypeIsNeverRead(String doctype) {
    String xml =
        Drawing.simple()
            .xml()
            .replace("?>", "?>" + doctype.replace("TRAP", address()))
            .replace("id=\"end\"", "id=\"end\" camunda:x=\"&a30;&x;\"");

    long start = System.nanoTime();
    assertThatThrownBy(() -> check.check(xml.getBytes(UTF_8))).isInstanceOf(NotBpmn.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void anIncludeIsNeverFollowed() {
    String include =
        "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"" + address() + "/x\" />";

    assertNotBpmn(Drawing.simple().raw(include).bytes());
    assertNotBpmn(
        Drawing.simple()
            .raw(
                "<bpmn:task id=\"t\"><bpmn:extensionElements>"
                    + include
                    + "</bpmn:extensionElements></bpmn:task>")
            .bytes());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "schemaLocation=\"http://evil/ns TRAP/evil.xsd\"",
        "noNamespaceSchemaLocation=\"TRAP/x.xsd\""
      })
  void aSchemaElsewhereIsNeverFetched(String attribute) {
    String here = "xsi:" + attribute.replace("TRAP", address());

    assertRefused(Drawing.simple().definitionsAttributes(here), "schema-location");
    assertRefused(Drawing.simple().raw("<bpmn:task id=\"t\" " + here + " />"), "schema-location");
    assertRefused(
        Drawing.simple()
            .raw(
                "<bpmn:task id=\"t\"><bpmn:extensionElements><x:y xmlns:x=\"urn:x\" "
                    + here
                    + " /></bpmn:extensionElements></bpmn:task>"),
        "schema-location");
  }

  @Test
  void anImportIsNeverFetched() {
    assertRefused(
        Drawing.simple()
            .beside(
                "<bpmn:import importType=\"http://schemas.xmlsoap.org/wsdl/\" namespace=\"x\" location=\"%s/x\" />"
                    .formatted(address())),
        "element");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<bpmn:scriptTask id=\"step\" scriptFormat=\"juel\"><bpmn:script>x</bpmn:script></bpmn:scriptTask>",
        "<bpmn:serviceTask id=\"step\" camunda:class=\"java.lang.Runtime\" />",
        "<bpmn:serviceTask id=\"step\" camunda:expression=\"${x}\" />",
        "<bpmn:serviceTask id=\"step\" camunda:delegateExpression=\"${dataSource}\" />",
        "<bpmn:serviceTask id=\"step\" camunda:delegateExpression=\"#{sendEmail}\" />",
        "<bpmn:serviceTask id=\"step\" camunda:delegateExpression=\"${sendEmail} \" />",
        "<bpmn:serviceTask id=\"step\" camunda:type=\"external\" camunda:topic=\"x\" />",
        "<bpmn:serviceTask id=\"step\" camunda:asyncBefore=\"true\" />",
        "<bpmn:serviceTask id=\"step\" a:class=\"x\" xmlns:a=\"http://activiti.org/bpmn\" />",
        "<bpmn:serviceTask id=\"step\" a:class=\"x\" xmlns:a=\"http://operaton.org/schema/1.0/bpmn\" />",
        "<bpmn:businessRuleTask id=\"step\" camunda:decisionRef=\"x\" />",
        "<bpmn:callActivity id=\"step\" calledElement=\"around\" />",
        "<bpmn:userTask id=\"step\" camunda:assignee=\"x\" />",
        "<bpmn:userTask id=\"step\" camunda:formKey=\"embedded:app:x\" />",
        "<bpmn:userTask id=\"step\" camunda:candidateGroups=\"${x}\" />",
        "<bpmn:userTask id=\"step\"><bpmn:extensionElements><camunda:taskListener event=\"create\" class=\"x\" /></bpmn:extensionElements></bpmn:userTask>",
        "<bpmn:userTask id=\"step\"><bpmn:extensionElements><camunda:formData /></bpmn:extensionElements></bpmn:userTask>",
        "<bpmn:userTask id=\"step\"><bpmn:extensionElements><a:executionListener xmlns:a=\"http://activiti.org/bpmn\" class=\"x\" /></bpmn:extensionElements></bpmn:userTask>",
        "<bpmn:userTask id=\"step\"><bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>9</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>",
        "<bpmn:userTask id=\"step\"><x:multiInstanceLoopCharacteristics xmlns:x=\"urn:x\" /></bpmn:userTask>",
        "<x:scriptTask xmlns:x=\"urn:x\" id=\"step\" />",
        "<bpmn:task id=\"step\"><bpmn:extensionElements><x:y xmlns:x=\"urn:x\"><camunda:script>x</camunda:script></x:y></bpmn:extensionElements></bpmn:task>",
        "<bpmn:task id=\"step\"><bpmn:extensionElements><h:script xmlns:h=\"http://www.w3.org/1999/xhtml\">alert(1)</h:script></bpmn:extensionElements></bpmn:task>",
        "<bpmn:serviceTask id=\"step\"><bpmn:extensionElements><camunda:connector /></bpmn:extensionElements></bpmn:serviceTask>",
        "<bpmn:serviceTask id=\"step\"><bpmn:extensionElements><camunda:inputOutput><camunda:inputParameter name=\"x\"><camunda:script scriptFormat=\"juel\">1</camunda:script></camunda:inputParameter></camunda:inputOutput></bpmn:extensionElements></bpmn:serviceTask>",
        "<bpmn:serviceTask id=\"step\"><bpmn:extensionElements><camunda:inputOutput><camunda:outputParameter name=\"x\">1</camunda:outputParameter></camunda:inputOutput></bpmn:extensionElements></bpmn:serviceTask>",
        "<bpmn:adHocSubProcess id=\"step\" />",
        "<bpmn:transaction id=\"step\" />",
        "<bpmn:manualTask id=\"step\" />",
        "<bpmn:inclusiveGateway id=\"step\" />",
        "<bpmn:complexGateway id=\"step\" />",
        "<bpmn:dataObject id=\"step\" />",
        "<bpmn:laneSet id=\"step\" />",
        "<bpmn:intermediateCatchEvent id=\"step\"><bpmn:signalEventDefinition /></bpmn:intermediateCatchEvent>",
        "<bpmn:intermediateCatchEvent id=\"step\"><bpmn:linkEventDefinition name=\"x\" /></bpmn:intermediateCatchEvent>",
        "<bpmn:intermediateCatchEvent id=\"step\"><bpmn:conditionalEventDefinition /></bpmn:intermediateCatchEvent>",
        "<bpmn:intermediateCatchEvent id=\"step\"><bpmn:timerEventDefinition><bpmn:timeCycle>R/PT0.001S</bpmn:timeCycle></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>",
        "<bpmn:intermediateThrowEvent id=\"step\"><bpmn:messageEventDefinition camunda:class=\"x\" /></bpmn:intermediateThrowEvent>",
        "<bpmn:intermediateThrowEvent id=\"step\"><bpmn:escalationEventDefinition /></bpmn:intermediateThrowEvent>",
        "<bpmn:endEvent id=\"step\"><bpmn:errorEventDefinition /></bpmn:endEvent>",
        "<bpmn:endEvent id=\"step\"><bpmn:compensateEventDefinition /></bpmn:endEvent>",
        "<bpmn:startEvent id=\"step\" camunda:formKey=\"x\" />",
        "<bpmn:startEvent id=\"step\" camunda:initiator=\"x\" />",
      })
  void whatIsOutsideTheVocabularyIsRefusedWithItsId(String step) {
    var result = check.check(Drawing.around(drawing -> drawing.raw(step)).bytes());

    assertThat(result.isRefused()).isTrue();
    assertThat(result.diagram()).isNull();
    assertThat(result.problems())
        .filteredOn(problem -> problem.severity() == Problem.Severity.REFUSED)
        .extracting(Problem::element)
        .contains("step");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "${x}",
        "#{x}",
        "&#36;{x}",
        "&#x24;&#123;x}",
        "&#35;{x}",
        "<![CDATA[$]]>{x}",
        "<![CDATA[$]]><![CDATA[{x}]]>",
        "$<!-- -->{x}",
        "${timers.localTime(execution,'P2D','09:00')}",
        "a ${x} b",
      })
  void anExpressionIsFoundHoweverItIsWritten(String expression) {
    assertRefused(documentation(expression), "expression");
    assertRefused(
        Drawing.with("sendSms", "text", "HERE").replacing("HERE", expression), "expression");
    assertRefused(
        Drawing.around(d -> d.wait("step", "HERE")).replacing("HERE", expression), "expression");
    assertRefused(Drawing.deciding("HERE").replacing("HERE", expression), "expression");
    if (!expression.contains("<")) {
      assertRefused(Drawing.simple().end("e", expression), "expression");
      assertRefused(
          Drawing.around(d -> d.message("step", "X"))
              .replacing("name=\"X\"", "name=\"" + expression + "\""),
          "expression");
      assertRefused(
          Drawing.simple().processAttributes("isExecutable=\"true\" name=\"" + expression + "\""),
          "expression");
      assertRefused(
          Drawing.simple().definitionsAttributes("exporter=\"" + expression + "\""), "expression");
      assertRefused(
          Drawing.simple().definitionsAttributes("xmlns:x=\"" + expression + "\""), "expression");
      assertRefused(
          Drawing.simple().definitionsAttributes("xmlns:x=\"urn:x\" x:y=\"" + expression + "\""),
          "expression");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "${timers.localTime(execution,'P2D','09:00') }",
        "${timers.localTime(execution, 'P2D','09:00')}",
        "${timers.localTime(execution,'P2D','25:00')}",
        "${timers.localTime(execution,'PTD','09:00')}",
        "${timers.localTime(execution,'P2D','09:00')}${x}",
        "${timers.dateOf(execution,'execution.x','-P7D','09:00')}",
        "${timers.dateOf(execution,'contact','-P7D','09:00')}",
        "${timers.dateOf(execution,'contact.x','-P7D','09:00',x)}",
        "#{timers.localTime(execution,'P2D','09:00')}",
        "${other.localTime(execution,'P2D','09:00')}",
      })
  void aTimerExpressionIsMatchedCharacterByCharacter(String date) {
    assertRefused(Drawing.around(drawing -> drawing.date("step", date)), "expression");
  }

  static Stream<byte[]> encodingTricks() {
    String xml = Drawing.simple().xml();
    return Stream.of(
        xml.replace("UTF-8", "UTF-7").getBytes(US_ASCII),
        xml.replace("UTF-8", "utf-7").getBytes(US_ASCII),
        xml.replace("UTF-8", "UTF-16").getBytes(UTF_8),
        xml.replace("UTF-8", "IBM037").getBytes(Charset.forName("IBM037")),
        xml.replace("UTF-8", "windows-1252").getBytes(ISO_8859_1),
        xml.replace("1.0", "1.1").getBytes(UTF_8),
        xml.getBytes(UTF_16LE),
        marked("\uFEFF" + xml.replace("UTF-8", "ISO-8859-1"), UTF_8),
        marked("\uFEFF" + xml, UTF_16BE),
        marked(xml.replace("done", "caf\u00e9"), ISO_8859_1));
  }

  @ParameterizedTest
  @MethodSource("encodingTricks")
  void anEncodingThatTwoParsersCouldReadDifferentlyIsNotRead(byte[] bpmn) {
    assertNotBpmn(bpmn);
  }

  @Test
  void readsTheEncodingsThatEveryParserReadsAlike() {
    String xml = Drawing.simple().xml().replace("done", "caf\u00e9");

    for (byte[] bpmn :
        new byte[][] {
          marked(xml, UTF_8),
          marked("\uFEFF" + xml, UTF_8),
          marked("\uFEFF" + xml.replace("UTF-8", "UTF-16"), UTF_16LE),
          marked("\uFEFF" + xml.replace("UTF-8", "UTF-16"), UTF_16BE),
          marked(xml.replace("UTF-8", "iso-8859-1"), ISO_8859_1),
          xml.replace("caf\u00e9", "cafe").replace("UTF-8", "US-ASCII").getBytes(US_ASCII),
        }) {
      var diagram = Objects.requireNonNull(check.check(bpmn).diagram());
      assertThat(diagram.step("end").orElseThrow().label()).startsWith("caf");
    }
  }

  @Test
  void findsAnExpressionInUtf16() {
    String xml = documentation("${x}").xml().replace("UTF-8", "UTF-16");

    assertThat(check.check(marked("\uFEFF" + xml, UTF_16LE)).isRefused()).isTrue();
  }

  @Test
  void groupsInsideGroupsEndSomewhere() {
    String open = "";
    String close = "";
    for (int i = 0; i < 50; i++) {
      open += "<bpmn:subProcess id=\"g" + i + "\">";
      close += "</bpmn:subProcess>";
    }
    assertRefused(Drawing.simple().raw(open + close), "too-deep");
    assertRefused(Drawing.simple().raw(open.repeat(60) + close.repeat(60)), "too-deep");
  }

  private Drawing documentation(String text) {
    return Drawing.around(
        drawing ->
            drawing.holding(
                "userTask",
                "step",
                "camunda:candidateGroups=\"a\"",
                "<bpmn:documentation>" + text + "</bpmn:documentation>"));
  }

  private void assertRefused(Drawing drawing, String rule) {
    var result = check.check(drawing.bytes());
    assertThat(result.isRefused()).isTrue();
    assertThat(result.problems()).extracting(Problem::rule).contains(rule);
  }

  private void assertNotBpmn(byte[] bpmn) {
    assertThatThrownBy(() -> check.check(bpmn)).isInstanceOf(NotBpmn.class);
  }

  private String address() {
    return "http://127.0.0.1:" + trap.getLocalPort();
  }

  private static byte[] marked(String xml, Charset charset) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(xml.getBytes(charset));
    return bytes.toByteArray();
  }
}
