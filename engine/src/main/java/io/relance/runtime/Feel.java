package io.relance.runtime;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.feel.api.EvaluationResult;
import org.camunda.feel.api.FeelEngineApi;
import org.camunda.feel.api.FeelEngineBuilder;
import org.camunda.feel.api.ParseResult;
import org.camunda.feel.context.FunctionProvider;
import org.camunda.feel.syntaxtree.ParsedExpression;

/**
 * Conditions in FEEL over plain maps. It is asked directly, not through the engine's scripting,
 * whose bindings hold the execution and from there every service.
 */
final class Feel {

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private static final FeelEngineApi ENGINE =
      FeelEngineBuilder.forJava()
          .withFunctionProvider(FunctionProvider.EmptyFunctionProvider$.MODULE$)
          .withEnabledExternalFunctions(false)
          .build();

  private final ParsedExpression expression;
  private final Set<String> roots;

  private Feel(ParsedExpression expression, Set<String> roots) {
    this.expression = expression;
    this.roots = roots;
  }

  static Feel parse(String text) {
    ParseResult parsed = ENGINE.parseExpression(text);
    if (!parsed.isSuccess()) {
      throw new ProcessEngineException("'" + text + "' is not FEEL: " + parsed.failure().message());
    }
    return new Feel(parsed.parsedExpression(), roots(text));
  }

  /** The facts that the text may need: every word of it that names one. */
  private static Set<String> roots(String text) {
    Set<String> roots = new HashSet<>();
    Matcher names = NAME.matcher(text);
    while (names.find()) {
      if (Facts.ROOTS.contains(names.group())) {
        roots.add(names.group());
      }
    }
    roots.addAll(Facts.mart(text));
    if (text.contains("preferredChannel")) {
      roots.add(Facts.PREFERRED_CHANNEL);
    }
    return roots;
  }

  Set<String> roots() {
    return roots;
  }

  /**
   * True only when FEEL says true; a missing value, or a comparison that makes no sense, is false.
   */
  boolean isTrue(Map<String, Object> facts) {
    EvaluationResult result = ENGINE.evaluate(expression, facts);
    return result.isSuccess() && Boolean.TRUE.equals(result.result());
  }
}
