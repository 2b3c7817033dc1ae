package io.relance.journey.check;

import java.io.StringReader;
import java.util.Set;
import javax.xml.namespace.QName;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** Reads the XML of a stranger: no DOCTYPE, no entities, nothing fetched, no deep recursion. */
final class XmlReading {

  static final Set<QName> SCHEMA_LOCATIONS =
      Set.of(
          new QName(Namespaces.XSI, "schemaLocation"),
          new QName(Namespaces.XSI, "noNamespaceSchemaLocation"));

  static final int MAX_BYTES = 1024 * 1024;
  private static final int MAX_DEPTH = 100;

  private final Findings findings;
  private @Nullable XmlNode root;
  private @Nullable XmlNode open;
  private int depth;

  private XmlReading(Findings findings) {
    this.findings = findings;
  }

  static XmlNode read(byte[] bytes, Findings findings) {
    if (bytes.length > MAX_BYTES) {
      throw new NotBpmn(Rule.TOO_LARGE);
    }
    return new XmlReading(findings).read(Decoding.decode(bytes));
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

  private XmlNode read(String xml) {
    try {
      XMLStreamReader reader = factory().createXMLStreamReader(new StringReader(xml));
      while (reader.hasNext()) {
        accept(reader.next(), reader);
      }
    } catch (XMLStreamException malformed) {
      int line = malformed.getLocation() == null ? 0 : malformed.getLocation().getLineNumber();
      throw new NotBpmn(Rule.NOT_XML, line);
    } catch (NotBpmn known) {
      throw known;
    } catch (RuntimeException parserGaveUp) {
      throw new NotBpmn(Rule.NOT_XML, 0);
    }
    if (root == null || !root.is("definitions")) {
      throw new NotBpmn(Rule.NOT_DEFINITIONS);
    }
    return root;
  }

  private void accept(int event, XMLStreamReader reader) {
    switch (event) {
      case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
          throw new NotBpmn(Rule.DOCTYPE);
      case XMLStreamConstants.START_ELEMENT -> start(reader);
      case XMLStreamConstants.END_ELEMENT -> end();
      case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
        if (open != null && depth <= MAX_DEPTH) {
          open.append(reader.getText());
        }
      }
      case XMLStreamConstants.PROCESSING_INSTRUCTION ->
          findings.atLine(
              Rule.PROCESSING_INSTRUCTION,
              reader.getLocation().getLineNumber(),
              reader.getPITarget());
      default -> {}
    }
  }

  private void start(XMLStreamReader reader) {
    depth++;
    if (depth > MAX_DEPTH) {
      findings.atLine(Rule.TOO_DEEP, reader.getLocation().getLineNumber());
      return;
    }
    if (Namespaces.XINCLUDE.equals(reader.getNamespaceURI())) {
      throw new NotBpmn(Rule.XINCLUDE);
    }
    XmlNode node = new XmlNode(reader.getName(), open, reader.getLocation().getLineNumber());
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      node.attributes().put(reader.getAttributeName(i), reader.getAttributeValue(i));
    }
    for (int i = 0; i < reader.getNamespaceCount(); i++) {
      String uri = reader.getNamespaceURI(i);
      if (uri != null && Expressions.areIn(uri)) {
        findings.atLine(Rule.EXPRESSION, node.line(), "xmlns");
      }
    }
    if (open == null) {
      root = node;
    } else {
      open.children().add(node);
    }
    open = node;
  }

  private void end() {
    if (depth <= MAX_DEPTH && open != null) {
      open = open.parent();
    }
    depth--;
  }
}
