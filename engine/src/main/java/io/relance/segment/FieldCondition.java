package io.relance.segment;

/** What is known of the contact: a part of the profile, the score, or an attribute. */
record FieldCondition(Source source, Comparison comparison) implements Rule {

  @Override
  public String sql(Values values) {
    return comparison.sql(source, values);
  }

  @Override
  public boolean decided() {
    return false;
  }
}
