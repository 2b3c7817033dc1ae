package io.relance.journey.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.namespace.QName;
import org.jspecify.annotations.Nullable;

/** An element of the file with everything decoded: references, CDATA and comments are gone. */
final class XmlNode {

  private final QName name;
  private final @Nullable XmlNode parent;
  private final int line;
  private final Map<QName, String> attributes = new LinkedHashMap<>();
  private final List<XmlNode> children = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();

  XmlNode(QName name, @Nullable XmlNode parent, int line) {
    this.name = name;
    this.parent = parent;
    this.line = line;
  }

  QName name() {
    return name;
  }

  String local() {
    return name.getLocalPart();
  }

  @Nullable XmlNode parent() {
    return parent;
  }

  int line() {
    return line;
  }

  Map<QName, String> attributes() {
    return attributes;
  }

  @Nullable String attribute(String attribute) {
    return attributes.get(new QName(attribute));
  }

  @Nullable String camunda(String attribute) {
    return attributes.get(new QName(Namespaces.CAMUNDA, attribute));
  }

  @Nullable String id() {
    return attribute("id");
  }

  List<XmlNode> children() {
    return children;
  }

  /** All text of the element, also what stands around its children. */
  String text() {
    return text.toString();
  }

  void append(String more) {
    text.append(more);
  }

  boolean is(String local) {
    return isBpmn() && local().equals(local);
  }

  boolean isBpmn() {
    return name.getNamespaceURI().equals(Namespaces.BPMN);
  }

  List<XmlNode> bpmn(String local) {
    return children.stream().filter(child -> child.is(local)).toList();
  }

  Optional<XmlNode> camundaChild(String local) {
    QName wanted = new QName(Namespaces.CAMUNDA, local);
    return children.stream().filter(child -> child.name.equals(wanted)).findFirst();
  }

  /** The camunda element of that name in the extensions of this element. */
  Optional<XmlNode> extension(String local) {
    return bpmn("extensionElements").stream()
        .flatMap(extensions -> extensions.camundaChild(local).stream())
        .findFirst();
  }

  /** Whether it holds what a person sees as separate things on the canvas. */
  boolean isContainer() {
    return is("definitions") || isScope() || local().equals("BPMNPlane");
  }

  boolean isScope() {
    return is("process") || is("subProcess");
  }

  /** The element on the canvas that this one belongs to. */
  XmlNode anchor() {
    XmlNode node = this;
    while (node.parent != null && (!node.parent.isContainer() || node.isAside())) {
      node = node.parent;
    }
    return node;
  }

  private boolean isAside() {
    return is("extensionElements") || is("documentation");
  }

  /** This element and everything below it, in the order of the file. */
  List<XmlNode> all() {
    List<XmlNode> found = new ArrayList<>();
    List<XmlNode> open = new ArrayList<>(List.of(this));
    while (!open.isEmpty()) {
      XmlNode node = open.remove(open.size() - 1);
      found.add(node);
      for (int i = node.children.size() - 1; i >= 0; i--) {
        open.add(node.children.get(i));
      }
    }
    return found;
  }
}
