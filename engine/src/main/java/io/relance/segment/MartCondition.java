package io.relance.segment;

import io.relance.datamart.Sql;

/**
 * One value made of the contact's rows in a table, compared with something.
 *
 * @param values a relation {@code (contact_id, value)} of the contacts who have rows
 * @param zeroOfNone whether the others have zero; else nothing is known of them
 * @param day whether the values are days, not instants
 */
record MartCondition(Sql values, boolean zeroOfNone, boolean day, Comparison comparison)
    implements Rule {

  /**
   * Those of whom it is true, or else all but those of whom it is not: whoever has no rows is not
   * in the relation.
   */
  @Override
  public String sql(Values taken) {
    Comparison positive = comparison.positive();
    boolean trueOfNone = zeroOfNone && positive.holdsOfZero();
    Source value = day ? Source.day("r.value") : new Source("r.value", null);
    String sql =
        "c.id IN (SELECT r.contact_id FROM (%s) r WHERE (%s)%s)"
            .formatted(
                taken.embed(values), positive.sql(value, taken), trueOfNone ? " IS NOT TRUE" : "");
    return trueOfNone == comparison.negative() ? sql : "NOT (" + sql + ")";
  }
}
