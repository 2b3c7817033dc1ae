package io.relance.segment;

import io.relance.datamart.Sql;
import java.util.List;

/** Whether a formula holds of the contact: {@code yes}, {@code no}, or {@code unknown}. */
record FormulaCondition(Sql value, String holds) implements Rule {

  static final List<String> ANSWERS = List.of("yes", "no", "unknown");

  @Override
  public String sql(Values values) {
    return switch (holds) {
      case "yes" -> values.embed(value) + " IS TRUE";
      case "no" -> values.embed(value) + " IS FALSE";
      default -> values.embed(value) + " IS NULL";
    };
  }
}
