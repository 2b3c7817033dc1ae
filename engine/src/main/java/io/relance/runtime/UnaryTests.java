package io.relance.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.camunda.feel.api.EvaluationResult;
import org.camunda.feel.api.FeelEngineApi;
import org.camunda.feel.api.FeelEngineBuilder;
import org.camunda.feel.api.ParseResult;
import org.camunda.feel.context.FunctionProvider;
import org.camunda.feel.syntaxtree.ParsedExpression;
import org.jspecify.annotations.Nullable;

/**
 * A cell of a decision table: FEEL's unary tests of one value, over plain maps. No functions of the
 * installation, nothing external, nothing that may take for ever.
 */
public final class UnaryTests {

  private static final int LONGEST = 500;
  private static final int MOST_BRACKETS = 20;
  private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*+\"");
  private static final Pattern FUNCTION = Pattern.compile("\\bfunction\\s*\\(|\\bexternal\\b");

  private static final FeelEngineApi ENGINE =
      FeelEngineBuilder.forJava()
          .withFunctionProvider(FunctionProvider.EmptyFunctionProvider$.MODULE$)
          .withEnabledExternalFunctions(false)
          .build();

  private final ParsedExpression tests;
  private final FeelReading reading;

  private UnaryTests(ParsedExpression tests) {
    this.tests = tests;
    this.reading = FeelReading.of(tests.expression());
  }

  /** What can be wrong with a cell. */
  public enum Fault {
    /** Longer, or deeper, than cells may be. */
    LONG,
    SYNTAX,
    /** A name that stands for nothing here. */
    NAME,
    /** A function that does not exist here. */
    CALL,
    /** Something that may take for ever. */
    COSTLY
  }

  /**
   * Why a text is no cell.
   *
   * @param what the part of it at fault; empty where it is the whole
   */
  public record Problem(Fault fault, String what) {}

  /** A text read as a cell: its tests, or what is wrong with it. */
  public record Reading(@Nullable UnaryTests tests, List<Problem> problems) {}

  /**
   * Reads a cell.
   *
   * @param names the roots that it may ask for
   */
  public static Reading read(String text, Set<String> names) {
    String code = TEXT.matcher(text).replaceAll("\"\"");
    if (text.length() > LONGEST || brackets(code) > MOST_BRACKETS) {
      return new Reading(null, List.of(new Problem(Fault.LONG, "")));
    }
    if (FUNCTION.matcher(code).find()) {
      return new Reading(null, List.of(new Problem(Fault.CALL, "function")));
    }
    try {
      ParseResult parsed = ENGINE.parseUnaryTests(text);
      if (parsed.isSuccess()) {
        UnaryTests tests = new UnaryTests(parsed.parsedExpression());
        List<Problem> problems = tests.problems(names);
        return new Reading(problems.isEmpty() ? tests : null, problems);
      }
    } catch (RuntimeException | StackOverflowError tooMuchForTheParser) {
      // said below
    }
    return new Reading(null, List.of(new Problem(Fault.SYNTAX, "")));
  }

  private List<Problem> problems(Set<String> names) {
    List<Problem> problems = new ArrayList<>();
    reading.costly().forEach(what -> problems.add(new Problem(Fault.COSTLY, what)));
    reading.unknownCalls().forEach(name -> problems.add(new Problem(Fault.CALL, name)));
    reading.roots().stream()
        .filter(root -> !names.contains(root))
        .forEach(root -> problems.add(new Problem(Fault.NAME, root)));
    return problems;
  }

  /** The names that it asks for besides the value that is tested. */
  public Set<String> roots() {
    return reading.roots();
  }

  /** True only when FEEL says true; whatever makes no sense, or fails, is false. */
  public boolean accept(@Nullable Object value, Map<String, Object> facts) {
    try {
      EvaluationResult result = ENGINE.evaluateWithInput(tests, value, facts);
      return result.isSuccess() && Boolean.TRUE.equals(result.result());
    } catch (RuntimeException | StackOverflowError tooMuch) {
      return false;
    }
  }

  private static int brackets(String code) {
    int depth = 0;
    int deepest = 0;
    for (char c : code.toCharArray()) {
      depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
      deepest = Math.max(deepest, depth);
    }
    return deepest;
  }
}
