package io.relance.runtime;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.camunda.feel.syntaxtree.ConstNumber;
import org.camunda.feel.syntaxtree.ConstString;
import org.camunda.feel.syntaxtree.FunctionInvocation;
import org.camunda.feel.syntaxtree.FunctionParameters;
import org.camunda.feel.syntaxtree.PositionalFunctionParameters;

/** The functions of FEEL that a condition may call, and when a call may take for ever. */
final class FeelCalls {

  private static final Set<String> KNOWN =
      Arrays.stream(
              """
          abs, after, all, and, any, before, ceiling, coincides, concatenate, contains,
          context, count, date, date and time, day of week, day of year, decimal,
          distinct values, duration, ends with, even, finished by, finishes, flatten, floor,
          get entries, get or else, get value, includes, index of, is blank, is defined,
          is empty, last day of month, list contains, lower case, matches, max, mean, median,
          meets, met by, min, mode, modulo, month of year, not, number, odd, or, overlaps,
          reverse, sqrt, started by, starts, starts with, stddev, string, string length,
          substring, substring after, substring before, sum, time, trim, union, upper case,
          week of year, years and months duration
              """
                  .strip()
                  .split(",\\s+"))
          .collect(Collectors.toUnmodifiableSet());
  private static final Pattern QUANTIFIED_GROUP = Pattern.compile("\\)\\s*[*+{?]|\\\\[1-9k]");

  private FeelCalls() {}

  static boolean areKnown(String function) {
    return KNOWN.contains(function);
  }

  static boolean areRisky(FunctionInvocation call) {
    String name = call.function();
    List<Object> arguments = Scala.leaves(call.params());
    boolean risky =
        name.equals("matches")
            || (arguments.size() > 1 && Set.of("decimal", "floor", "ceiling").contains(name));
    return risky && !isTame(name, call.params(), arguments);
  }

  /** The second argument decides, so it must be there for all to see. */
  private static boolean isTame(
      String name, FunctionParameters parameters, List<Object> arguments) {
    if (!(parameters instanceof PositionalFunctionParameters) || arguments.size() < 2) {
      return false;
    }
    Object second = arguments.get(1);
    return name.equals("matches") ? isTamePattern(second) : isSmall(second);
  }

  private static boolean isTamePattern(Object argument) {
    return argument instanceof ConstString text
        && text.value().length() <= 100
        && !QUANTIFIED_GROUP.matcher(text.value()).find();
  }

  private static boolean isSmall(Object argument) {
    return argument instanceof ConstNumber number && Math.abs(number.value().doubleValue()) <= 20;
  }
}
