package io.relance.score;

import com.fasterxml.jackson.databind.node.TextNode;
import io.relance.score.TableBody.ColumnBody;
import io.relance.score.TableBody.RowBody;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads a table from the DMN of a stranger, such as a file that was changed in Camunda Modeler: one
 * decision table in FEEL and nothing else. No DOCTYPE, nothing fetched, no deep recursion; what is
 * not listed here is refused with its line.
 */
final class DmnReading {

  static final int MAX_CHARACTERS = 1024 * 1024;

  private static final int MAX_DEPTH = 12;
  private static final Pattern PATH =
      Pattern.compile("(event|contact)\\.([A-Za-z_][A-Za-z0-9_]{0,62})");

  /** Each element with the one that it may stand in. */
  private static final Map<String, String> HOMES =
      Map.ofEntries(
          Map.entry("decision", "definitions"),
          Map.entry("decisionTable", "decision"),
          Map.entry("input", "decisionTable"),
          Map.entry("inputExpression", "input"),
          Map.entry("output", "decisionTable"),
          Map.entry("rule", "decisionTable"),
          Map.entry("description", "rule"),
          Map.entry("inputEntry", "rule"),
          Map.entry("outputEntry", "rule"));

  private static final Set<String> TEXT_HOMES =
      Set.of("inputExpression", "inputEntry", "outputEntry");

  private static final Set<String> ATTRIBUTES =
      Set.of(
          "id",
          "name",
          "label",
          "namespace",
          "exporter",
          "exporterVersion",
          "typeRef",
          "hitPolicy",
          "aggregation",
          "preferredOrientation");

  private static final Set<String> FEEL =
      Set.of("feel", "FEEL", Dmn.MODEL.replace("MODEL", "FEEL"));

  private final XMLStreamReader reader;
  private final Deque<String> open = new ArrayDeque<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private final List<Input> inputs = new ArrayList<>();
  private final List<String> outputs = new ArrayList<>();
  private final List<Rule> rules = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private String hit = "";

  private DmnReading(XMLStreamReader reader) {
    this.reader = reader;
  }

  /** What stands over a column. */
  private static final class Input {
    private @Nullable String typeRef;
    private String path = "";
    private int line;
  }

  /** A row as it is being read. */
  private static final class Rule {
    private @Nullable String id;
    private String why = "";
    private final List<String> inputs = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();
    private int line;
  }

  /** The table as it would be sent; its cells are not checked yet. */
  static TableBody read(String xml) throws DmnRefused {
    if (xml.length() > MAX_CHARACTERS) {
      throw new DmnRefused(0, "large");
    }
    try {
      XMLStreamReader reader = factory().createXMLStreamReader(new StringReader(withoutMark(xml)));
      DmnReading reading = new DmnReading(reader);
      while (reader.hasNext()) {
        reading.accept(reader.next());
      }
      return reading.table();
    } catch (XMLStreamException malformed) {
      int line = malformed.getLocation() == null ? 0 : malformed.getLocation().getLineNumber();
      throw new DmnRefused(line, "xml");
    } catch (RuntimeException parserGaveUp) {
      throw new DmnRefused(0, "xml");
    }
  }

  private static String withoutMark(String xml) {
    return xml.startsWith("\uFEFF") ? xml.substring(1) : xml;
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, true);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    factory.setXMLResolver(
        (publicId, systemId, base, namespace) -> {
          throw new XMLStreamException("nothing is fetched");
        });
    return factory;
  }

  private int line() {
    return reader.getLocation().getLineNumber();
  }

  private void accept(int event) throws DmnRefused {
    switch (event) {
      case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
          throw new DmnRefused(line(), "doctype");
      case XMLStreamConstants.PROCESSING_INSTRUCTION ->
          throw new DmnRefused(line(), "element", "<?");
      case XMLStreamConstants.START_ELEMENT -> start();
      case XMLStreamConstants.END_ELEMENT -> end();
      case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(reader.getText());
      default -> {}
    }
  }

  private void start() throws DmnRefused {
    if (open.size() >= MAX_DEPTH) {
      throw new DmnRefused(line(), "deep");
    }
    String name = reader.getLocalName();
    String namespace = reader.getNamespaceURI() == null ? "" : reader.getNamespaceURI();
    boolean inPicture = open.contains("DMNDI");
    if (inPicture || (namespace.contains("/DMNDI/") && name.equals("DMNDI"))) {
      open.push(name);
      return;
    }
    String within = open.isEmpty() ? "" : open.getFirst();
    if (!namespace.equals(Dmn.MODEL)) {
      throw open.isEmpty() && namespace.contains("/DMN/")
          ? new DmnRefused(line(), "version")
          : new DmnRefused(line(), "element", shortened(name));
    }
    boolean home =
        name.equals("definitions")
            ? open.isEmpty()
            : name.equals("text") ? TEXT_HOMES.contains(within) : within.equals(HOMES.get(name));
    if (!home) {
      throw new DmnRefused(line(), "element", shortened(name));
    }
    attributes(name);
    open.push(name);
    text.setLength(0);
    begin(name);
  }

  private static String shortened(String name) {
    return name.length() <= 60 ? name : name.substring(0, 60) + "…";
  }

  /** Those of other tools are passed over; those of DMN, and of Camunda, are ours to know. */
  private void attributes(String element) throws DmnRefused {
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      String name = reader.getAttributeLocalName(i);
      String namespace = reader.getAttributeNamespace(i);
      boolean plain = namespace == null || namespace.isEmpty();
      boolean language = name.equals("expressionLanguage");
      if (language && !FEEL.contains(reader.getAttributeValue(i))) {
        throw new DmnRefused(line(), "language", shortened(reader.getAttributeValue(i)));
      }
      if (plain && !language && !ATTRIBUTES.contains(name)) {
        throw new DmnRefused(line(), "attribute", shortened(name), element);
      }
    }
  }

  private void begin(String name) throws DmnRefused {
    int count = counts.merge(name, 1, Integer::sum);
    switch (name) {
      case "decision", "decisionTable" -> {
        if (count > 1) {
          throw new DmnRefused(line(), "one", name);
        }
        if (name.equals("decisionTable")) {
          hit = hit();
        }
      }
      case "input" -> {
        inputs.add(new Input());
        inputs.get(inputs.size() - 1).line = line();
      }
      case "inputExpression" ->
          inputs.get(inputs.size() - 1).typeRef = reader.getAttributeValue(null, "typeRef");
      case "output" -> {
        String output = reader.getAttributeValue(null, "name");
        outputs.add(output == null ? "" : output);
      }
      case "rule" -> {
        Rule rule = new Rule();
        rule.id = reader.getAttributeValue(null, "id");
        rule.line = line();
        rules.add(rule);
      }
      default -> {}
    }
  }

  /** DMN says UNIQUE where nothing is said. */
  private String hit() throws DmnRefused {
    String policy = reader.getAttributeValue(null, "hitPolicy");
    String aggregation = reader.getAttributeValue(null, "aggregation");
    if (policy != null && policy.equals("FIRST") && aggregation == null) {
      return "first";
    }
    if (policy != null
        && policy.equals("COLLECT")
        && (aggregation == null || aggregation.equals("SUM"))) {
      return "collect";
    }
    throw new DmnRefused(line(), "policy", policy == null ? "UNIQUE" : shortened(policy));
  }

  private void end() {
    String name = open.pop();
    String said = text.toString().strip();
    switch (name) {
      case "text" -> {
        switch (open.getFirst()) {
          case "inputExpression" -> inputs.get(inputs.size() - 1).path = said;
          case "inputEntry" -> last().inputs.add(said);
          case "outputEntry" -> last().outputs.add(said);
          default -> {}
        }
      }
      case "description" -> last().why = said;
      default -> {}
    }
    text.setLength(0);
  }

  private Rule last() {
    return rules.get(rules.size() - 1);
  }

  private TableBody table() throws DmnRefused {
    if (!counts.containsKey("decisionTable")) {
      throw new DmnRefused(0, "no-table");
    }
    int points = outputs.indexOf(Dmn.POINTS);
    int days = outputs.indexOf(Dmn.DAYS);
    if (points < 0 || outputs.size() > (days < 0 ? 1 : 2)) {
      throw new DmnRefused(0, "outputs");
    }
    int event = -1;
    List<ColumnBody> columns = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      Input input = inputs.get(i);
      if (input.path.equals(Dmn.EVENT_NAME) && event < 0) {
        event = i;
      } else {
        columns.add(column(input));
        places.add(i);
      }
    }
    List<RowBody> rows = new ArrayList<>();
    for (Rule rule : rules) {
      if (rule.inputs.size() != inputs.size() || rule.outputs.size() != outputs.size()) {
        throw new DmnRefused(rule.line, "entries");
      }
      rows.add(
          new RowBody(
              rule.id,
              event < 0 ? "" : rule.inputs.get(event),
              places.stream().map(rule.inputs::get).toList(),
              TextNode.valueOf(rule.outputs.get(points)),
              days < 0 ? null : TextNode.valueOf(rule.outputs.get(days)),
              rule.why));
    }
    return new TableBody(hit, columns, rows, null, null, null);
  }

  private static ColumnBody column(Input input) throws DmnRefused {
    Matcher path = PATH.matcher(input.path);
    if (!path.matches()) {
      throw new DmnRefused(input.line, "input", shortened(input.path));
    }
    Column.Kind kind = Column.Kind.ofTypeRef(input.typeRef).orElse(null);
    if (kind == null) {
      throw new DmnRefused(input.line, "type", shortened(String.valueOf(input.typeRef)));
    }
    return new ColumnBody(path.group(1), path.group(2), kind.word());
  }
}
