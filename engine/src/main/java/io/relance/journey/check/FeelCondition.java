package io.relance.journey.check;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.camunda.feel.api.FeelEngineApi;
import org.camunda.feel.api.FeelEngineBuilder;
import org.camunda.feel.api.ParseResult;
import org.camunda.feel.syntaxtree.ConstContext;
import org.camunda.feel.syntaxtree.ConstNumber;
import org.camunda.feel.syntaxtree.ConstString;
import org.camunda.feel.syntaxtree.Equal;
import org.camunda.feel.syntaxtree.EveryItem;
import org.camunda.feel.syntaxtree.Exp;
import org.camunda.feel.syntaxtree.Exponentiation;
import org.camunda.feel.syntaxtree.Filter;
import org.camunda.feel.syntaxtree.For;
import org.camunda.feel.syntaxtree.FunctionDefinition;
import org.camunda.feel.syntaxtree.FunctionInvocation;
import org.camunda.feel.syntaxtree.IterationContext;
import org.camunda.feel.syntaxtree.QualifiedFunctionInvocation;
import org.camunda.feel.syntaxtree.Ref;
import org.camunda.feel.syntaxtree.SomeItem;
import org.jspecify.annotations.Nullable;

/**
 * What a FEEL condition asks for, read off the engine's own syntax tree. The tree is walked as the
 * Scala products it consists of, so that no kind of node is forgotten.
 */
final class FeelCondition {

  /** An outcome that the condition compares with: of a step, or of the last one that had one. */
  record Comparison(@Nullable String step, String word) {}

  // the default engine knows no external functions and no functions of ours
  private static final FeelEngineApi FEEL = FeelEngineBuilder.forJava().build();

  private final Set<String> roots = new LinkedHashSet<>();
  private final Set<String> bound = new LinkedHashSet<>();
  private final Set<String> steps = new LinkedHashSet<>();
  private final Set<String> mart = new LinkedHashSet<>();
  private final Set<String> costly = new LinkedHashSet<>();
  private final Set<String> unknownCalls = new LinkedHashSet<>();
  private final List<Comparison> comparisons = new ArrayList<>();
  private int iterations;

  private FeelCondition(Exp expression) {
    walk(expression);
    roots.removeAll(bound);
    if (iterations > 1) {
      costly.add("for, some, every");
    }
  }

  /** Reads a condition; empty when it is not FEEL. */
  static Optional<FeelCondition> read(String condition) {
    try {
      ParseResult result = FEEL.parseExpression(condition);
      return result.isSuccess()
          ? Optional.of(new FeelCondition(result.parsedExpression().expression()))
          : Optional.empty();
    } catch (RuntimeException | StackOverflowError tooMuchForTheParser) {
      return Optional.empty();
    }
  }

  /** The names that stand first in a path, without those that the condition itself introduces. */
  Set<String> roots() {
    return roots;
  }

  /** The ids of the steps that it asks about. */
  Set<String> steps() {
    return steps;
  }

  /** The aggregates and formulas that it asks for. */
  Set<String> mart() {
    return mart;
  }

  /** What in it may take for ever. */
  Set<String> costly() {
    return costly;
  }

  Set<String> unknownCalls() {
    return unknownCalls;
  }

  List<Comparison> comparisons() {
    return comparisons;
  }

  private record Open(Object node, boolean inFilter) {}

  private void walk(Exp expression) {
    Deque<Open> open = new ArrayDeque<>(List.of(new Open(expression, false)));
    while (!open.isEmpty()) {
      Open next = open.pop();
      visit(next.node, next.inFilter);
      for (Object part : Scala.parts(next.node)) {
        // inside a filter, names may be those of the item
        boolean isFilter = next.node instanceof Filter filter && part == filter.filter();
        open.push(new Open(part, next.inFilter || isFilter));
      }
    }
  }

  private void visit(Object node, boolean inFilter) {
    if (node instanceof Ref ref) {
      visitRef(ref, inFilter);
    } else if (node instanceof Equal equal) {
      visitEqual(equal.x(), equal.y());
      visitEqual(equal.y(), equal.x());
    } else if (node instanceof FunctionInvocation call) {
      visitCall(call);
    } else if (node instanceof QualifiedFunctionInvocation call) {
      unknownCalls.add(call.function());
    } else if (node instanceof FunctionDefinition) {
      unknownCalls.add("function");
    } else if (node instanceof IterationContext) {
      costly.add("..");
    } else if (node instanceof Exponentiation) {
      costly.add("**");
    } else if (node instanceof ConstNumber number && isHuge(number)) {
      costly.add("1e…");
    } else if (node instanceof For || node instanceof SomeItem || node instanceof EveryItem) {
      visitIteration(node);
    } else if (node instanceof ConstContext context) {
      Scala.parts(context.entries())
          .forEach(entry -> bound.add(String.valueOf(Scala.parts(entry).get(0))));
    }
  }

  private void visitIteration(Object node) {
    Object iterators = Scala.parts(node).get(0);
    for (Object iterator : Scala.parts(iterators)) {
      iterations++;
      bound.add(String.valueOf(Scala.parts(iterator).get(0)));
    }
  }

  private void visitRef(Ref ref, boolean inFilter) {
    List<String> names = names(ref);
    if (!inFilter) {
      roots.add(names.get(0));
    }
    if (names.get(0).equals("steps") && names.size() > 1) {
      steps.add(names.get(1));
    }
    if (names.get(0).equals("mart") && names.size() > 1 && !inFilter) {
      mart.add(names.get(1));
    }
  }

  private void visitEqual(Object asked, Object word) {
    if (asked instanceof Ref ref && word instanceof ConstString text) {
      List<String> names = names(ref);
      if (names.equals(List.of("outcome"))) {
        comparisons.add(new Comparison(null, text.value()));
      } else if (names.size() == 3
          && names.get(0).equals("steps")
          && names.get(2).equals("outcome")) {
        comparisons.add(new Comparison(names.get(1), text.value()));
      }
    }
  }

  private void visitCall(FunctionInvocation call) {
    String name = call.function();
    if (!FeelCalls.areKnown(name)) {
      unknownCalls.add(name);
      return;
    }
    if (FeelCalls.areRisky(call)) {
      costly.add(name);
    }
  }

  private static boolean isHuge(ConstNumber number) {
    BigDecimal value = number.value().bigDecimal();
    return value.precision() > 50 || Math.abs((long) value.scale()) > 50;
  }

  private static List<String> names(Ref ref) {
    return Scala.parts(ref.names()).stream().map(String::valueOf).toList();
  }
}
