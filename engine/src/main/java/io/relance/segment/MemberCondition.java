package io.relance.segment;

import org.jspecify.annotations.Nullable;

/**
 * Who belongs to another segment.
 *
 * @param rule the other segment's rule as it is now; absent for a list
 */
record MemberCondition(String segment, @Nullable Rule rule) implements Rule {

  @Override
  public String sql(Values values) {
    return rule != null
        ? rule.sql(values)
        : "EXISTS (SELECT FROM segment_member x WHERE x.contact_id = c.id AND x.segment_key = "
            + values.text(segment)
            + ")";
  }

  @Override
  public boolean decided() {
    return rule == null || rule.decided();
  }
}
