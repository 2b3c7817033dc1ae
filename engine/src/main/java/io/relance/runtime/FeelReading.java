package io.relance.runtime;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.feel.syntaxtree.ConstContext;
import org.camunda.feel.syntaxtree.ConstNumber;
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

/**
 * What a piece of FEEL asks for and what in it may take for ever, read off the engine's own syntax
 * tree. The tree is walked as the Scala products it consists of, so that no kind of node is
 * forgotten.
 */
public final class FeelReading {

  private final Set<String> roots = new LinkedHashSet<>();
  private final Map<String, Set<String>> below = new LinkedHashMap<>();
  private final Set<String> bound = new LinkedHashSet<>();
  private final Set<String> costly = new LinkedHashSet<>();
  private final Set<String> unknownCalls = new LinkedHashSet<>();
  private final List<Object> nodes = new ArrayList<>();
  private int iterations;

  private FeelReading(Exp expression) {
    walk(expression);
    roots.removeAll(bound);
    if (iterations > 1) {
      costly.add("for, some, every");
    }
  }

  /** Reads an expression, or unary tests, that the engine has parsed. */
  public static FeelReading of(Exp expression) {
    return new FeelReading(expression);
  }

  /** The names that stand first in a path, without those that the text itself introduces. */
  public Set<String> roots() {
    return roots;
  }

  /** The names that stand second in the paths that begin with a root. */
  public Set<String> below(String root) {
    return below.getOrDefault(root, Set.of());
  }

  /** What in it may take for ever. */
  public Set<String> costly() {
    return costly;
  }

  /** The functions that it calls and that nobody knows. */
  public Set<String> unknownCalls() {
    return unknownCalls;
  }

  /** All of the tree. */
  public List<Object> nodes() {
    return nodes;
  }

  /** The names of a path, such as {@code steps}, {@code mail}, {@code outcome}. */
  public static List<String> names(Ref ref) {
    return Scala.parts(ref.names()).stream().map(String::valueOf).toList();
  }

  private record Open(Object node, boolean inFilter) {}

  private void walk(Exp expression) {
    Deque<Open> open = new ArrayDeque<>(List.of(new Open(expression, false)));
    while (!open.isEmpty()) {
      Open next = open.pop();
      nodes.add(next.node);
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
      if (!inFilter) {
        visitPath(names(ref));
      }
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

  private void visitPath(List<String> names) {
    roots.add(names.get(0));
    if (names.size() > 1) {
      below.computeIfAbsent(names.get(0), root -> new LinkedHashSet<>()).add(names.get(1));
    }
  }

  private void visitIteration(Object node) {
    Object iterators = Scala.parts(node).get(0);
    for (Object iterator : Scala.parts(iterators)) {
      iterations++;
      bound.add(String.valueOf(Scala.parts(iterator).get(0)));
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
}
