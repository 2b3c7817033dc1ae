package io.relance.score;

import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes a table as a standard DMN 1.3 decision: what Camunda Modeler opens and any DMN engine
 * computes. Two outputs, so the rows are collected as a list and not summed up by the decision (DMN
 * sums single outputs only); the ledger adds them.
 */
final class DmnWriting {

  private final XMLStreamWriter xml;

  private DmnWriting(XMLStreamWriter xml) {
    this.xml = xml;
  }

  static String write(ScoreTable table) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      new DmnWriting(xml).document(table);
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("a table that cannot be written as XML", e);
    }
    return text.toString();
  }

  private void document(ScoreTable table) throws XMLStreamException {
    xml.writeStartDocument("UTF-8", "1.0");
    xml.writeCharacters("\n");
    xml.writeStartElement("definitions");
    xml.writeDefaultNamespace(Dmn.MODEL);
    xml.writeNamespace("dmndi", Dmn.DI);
    xml.writeNamespace("dc", Dmn.DC);
    attributes("id", "relance_score", "name", "Score", "namespace", "http://relance.io/score");
    line(1);
    open("decision", "id", "score", "name", "Score");
    line(2);
    open("decisionTable", "id", "score_table", "hitPolicy", table.hit().name());
    input("event", "Event", Dmn.EVENT_NAME, Column.Kind.TEXT);
    for (int i = 0; i < table.columns().size(); i++) {
      Column column = table.columns().get(i);
      input(String.valueOf(i), column.path(), column.path(), column.kind());
    }
    output(Dmn.POINTS, "Points");
    output(Dmn.DAYS, "Days");
    for (Row row : table.rows()) {
      rule(row);
    }
    line(2);
    xml.writeEndElement();
    line(1);
    xml.writeEndElement();
    picture();
    line(0);
    xml.writeEndElement();
    xml.writeEndDocument();
  }

  private void input(String id, String label, String path, Column.Kind kind)
      throws XMLStreamException {
    line(3);
    open("input", "id", "input_" + id, "label", label);
    line(4);
    open("inputExpression", "id", "expression_" + id, "typeRef", kind.typeRef());
    text(path);
    xml.writeEndElement();
    line(3);
    xml.writeEndElement();
  }

  private void output(String name, String label) throws XMLStreamException {
    line(3);
    xml.writeEmptyElement("output");
    attributes("id", "output_" + name, "label", label, "name", name, "typeRef", "integer");
  }

  private void rule(Row row) throws XMLStreamException {
    line(3);
    open("rule", "id", row.id());
    if (!row.why().isEmpty()) {
      line(4);
      open("description");
      xml.writeCharacters(row.why());
      xml.writeEndElement();
    }
    entry("inputEntry", row.id() + "_event", row.event());
    for (int i = 0; i < row.cells().size(); i++) {
      entry("inputEntry", row.id() + "_" + i, row.cells().get(i));
    }
    entry("outputEntry", row.id() + "_points", String.valueOf(row.points()));
    entry("outputEntry", row.id() + "_days", row.days() == null ? "" : row.days().toString());
    line(3);
    xml.writeEndElement();
  }

  private void entry(String element, String id, String text) throws XMLStreamException {
    line(4);
    open(element, "id", id);
    text(text);
    xml.writeEndElement();
  }

  private void text(String text) throws XMLStreamException {
    open("text");
    xml.writeCharacters(text);
    xml.writeEndElement();
  }

  /** Where the Modeler shows the decision in its diagram. */
  private void picture() throws XMLStreamException {
    line(1);
    xml.writeStartElement("dmndi", "DMNDI", Dmn.DI);
    xml.writeStartElement("dmndi", "DMNDiagram", Dmn.DI);
    xml.writeStartElement("dmndi", "DMNShape", Dmn.DI);
    attributes("dmnElementRef", "score");
    xml.writeEmptyElement("dc", "Bounds", Dmn.DC);
    attributes("height", "80", "width", "180", "x", "160", "y", "100");
    xml.writeEndElement();
    xml.writeEndElement();
    xml.writeEndElement();
  }

  private void open(String element, String... attributes) throws XMLStreamException {
    xml.writeStartElement(element);
    attributes(attributes);
  }

  private void attributes(String... attributes) throws XMLStreamException {
    for (int i = 0; i < attributes.length; i += 2) {
      xml.writeAttribute(attributes[i], attributes[i + 1]);
    }
  }

  private void line(int depth) throws XMLStreamException {
    xml.writeCharacters("\n" + "  ".repeat(depth));
  }
}
