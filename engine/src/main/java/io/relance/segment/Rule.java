package io.relance.segment;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Who belongs to a segment: those of whom it is true. Its opposite is exactly everybody else, also
 * those of whom nothing is known.
 */
sealed interface Rule
    permits Rule.All,
        Rule.Any,
        Rule.Not,
        CallCondition,
        ChannelCondition,
        ConsentCondition,
        EventCondition,
        FieldCondition,
        FormulaCondition,
        FreshnessCondition,
        JourneyCondition,
        MartCondition,
        MemberCondition,
        MessageCondition {

  /** A predicate over {@code contact c}. */
  String sql(Values values);

  /**
   * Whether the predicate is true or false of everybody, never null; the planner does more with the
   * opposite of such a one.
   */
  default boolean decided() {
    return true;
  }

  /** Everything must hold. */
  record All(List<Rule> of) implements Rule {
    @Override
    public String sql(Values values) {
      return joined(of, " AND ", values);
    }

    @Override
    public boolean decided() {
      return of.stream().allMatch(Rule::decided);
    }
  }

  /** Something must hold. */
  record Any(List<Rule> of) implements Rule {
    @Override
    public String sql(Values values) {
      return joined(of, " OR ", values);
    }

    @Override
    public boolean decided() {
      return of.stream().allMatch(Rule::decided);
    }
  }

  /** The opposite. */
  record Not(Rule of) implements Rule {
    @Override
    public String sql(Values values) {
      return of.decided() ? "NOT (" + of.sql(values) + ")" : "(" + of.sql(values) + ") IS NOT TRUE";
    }
  }

  private static String joined(List<Rule> rules, String word, Values values) {
    return rules.stream()
        .map(rule -> rule.sql(values))
        .collect(Collectors.joining(")" + word + "(", "(", ")"));
  }
}
