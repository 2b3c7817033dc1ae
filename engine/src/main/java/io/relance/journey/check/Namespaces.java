package io.relance.journey.check;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The namespaces that mean something to us or to the engine. */
final class Namespaces {

  static final String BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL";
  static final String BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI";
  static final String DC = "http://www.omg.org/spec/DD/20100524/DC";
  static final String DI = "http://www.omg.org/spec/DD/20100524/DI";
  static final String CAMUNDA = "http://camunda.org/schema/1.0/bpmn";
  static final String XSI = "http://www.w3.org/2001/XMLSchema-instance";
  static final String XML = "http://www.w3.org/XML/1998/namespace";
  static final String XINCLUDE = "http://www.w3.org/2001/XInclude";

  private static final String COLOUR = "http://www.omg.org/spec/BPMN/non-normative/color/1.0";

  static final Set<String> DRAWING = Set.of(BPMNDI, DC, DI);

  // The engine reads activiti's namespace as its own, and a fork reads its own as well.
  private static final Pattern ENGINES =
      Pattern.compile(".*(activiti|operaton|cibseven|camunda\\.org/schema/1\\.0/(?!modeler)).*");

  private Namespaces() {}

  /** Whether it is of a tool that we know nothing of, and neither does the engine. */
  static boolean isInert(String namespace) {
    String lower = namespace.toLowerCase(Locale.ROOT);
    if (namespace.equals(COLOUR)) {
      return true;
    }
    return !namespace.isEmpty()
        && !lower.contains("omg.org")
        && !lower.contains("www.w3.org")
        && !ENGINES.matcher(lower).matches();
  }
}
