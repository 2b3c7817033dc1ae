package io.relance.datamart;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A formula as somebody wants to declare it. */
public record NewFormula(
    @Nullable String name, @Nullable Map<String, @Nullable String> labels, @Nullable Rule rule) {

  /** The formula; what is wrong with it goes to the complaints. */
  Formula check(Questions questions, Complaints complaints) {
    String own = complaints.name("name", name);
    Map<String, String> words = complaints.labels("labels", labels);
    if (rule == null) {
      complaints.add("rule", "is missing");
    } else if (rule.size() > Rule.MOST) {
      complaints.add("rule", "may have at most " + Rule.MOST + " parts");
    } else {
      check("rule", rule, 1, questions, complaints);
    }
    return new Formula(
        own, words, rule == null ? new Rule(List.of(), null, null, null, null) : rule);
  }

  static void check(
      String place, Rule rule, int depth, Questions questions, Complaints complaints) {
    boolean group = rule.all() != null || rule.any() != null;
    boolean comparison = rule.value() != null || rule.operator() != null || rule.to() != null;
    if (group == comparison || (rule.all() != null && rule.any() != null)) {
      complaints.add(place, "must be all, or any, or one comparison (value, operator, to)");
    } else if (depth > Rule.DEEPEST) {
      complaints.add(place, "is nested deeper than " + Rule.DEEPEST + " levels");
    } else if (group) {
      List<Rule> parts = rule.parts().toList();
      if (parts.isEmpty()) {
        complaints.add(place, "needs at least one part");
      }
      for (int i = 0; i < parts.size(); i++) {
        String word = rule.all() != null ? ".all[" : ".any[";
        check(place + word + i + "]", parts.get(i), depth + 1, questions, complaints);
      }
    } else {
      compare(place, rule, questions, complaints);
    }
  }

  private static void compare(String place, Rule rule, Questions questions, Complaints complaints) {
    Optional<ColumnType> type = questions.typeOf(String.valueOf(rule.value()));
    Optional<Operator> how = Operator.of(String.valueOf(rule.operator()));
    if (type.isEmpty()) {
      complaints.add(
          place + ".value", "is neither an aggregate nor a field that can be compared (contact.…)");
    }
    if (how.isEmpty()) {
      complaints.add(place + ".operator", "must be one of " + Operator.words());
    }
    if (type.isPresent() && how.isPresent()) {
      String problem = how.get().problem(type.get(), rule.to() == null ? true : rule.to());
      if (problem != null) {
        complaints.add(place + ".to", problem);
      }
    }
  }
}
