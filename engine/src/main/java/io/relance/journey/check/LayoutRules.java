package io.relance.journey.check;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The drawing: the engine refuses a file whose shapes point nowhere or have no size. */
final class LayoutRules {

  private final XmlNode definitions;
  private final Findings findings;

  LayoutRules(XmlNode definitions, Findings findings) {
    this.definitions = definitions;
    this.findings = findings;
  }

  void check() {
    List<XmlNode> all = definitions.all();
    Set<String> ids =
        all.stream().flatMap(node -> Stream.ofNullable(node.id())).collect(Collectors.toSet());
    for (XmlNode node : all) {
      boolean sound =
          switch (node.local()) {
            case "BPMNPlane" -> ids.contains(shown(node));
            case "BPMNShape" -> ids.contains(shown(node)) && hasBounds(node);
            case "BPMNEdge" -> ids.contains(shown(node)) && hasWay(node);
            default -> true;
          };
      if (!sound && Namespaces.BPMNDI.equals(node.name().getNamespaceURI())) {
        findings.at(Rule.LAYOUT, node);
      }
    }
  }

  private static String shown(XmlNode node) {
    String shown = node.attribute("bpmnElement");
    return shown == null ? "" : shown;
  }

  private static boolean hasBounds(XmlNode shape) {
    return shape.children().stream()
        .filter(child -> child.local().equals("Bounds"))
        .anyMatch(
            bounds ->
                Stream.of("x", "y", "width", "height")
                    .allMatch(name -> isNumber(bounds.attribute(name))));
  }

  private static boolean hasWay(XmlNode edge) {
    List<XmlNode> points =
        edge.children().stream().filter(child -> child.local().equals("waypoint")).toList();
    return points.size() >= 2
        && points.stream()
            .allMatch(point -> isNumber(point.attribute("x")) && isNumber(point.attribute("y")));
  }

  private static boolean isNumber(@Nullable String text) {
    return text != null && text.matches("-?\\d{1,9}(?:\\.\\d{1,20})?(?:[eE]-?\\d{1,2})?");
  }
}
