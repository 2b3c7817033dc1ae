package io.relance.segment;

import java.util.Map;

/**
 * Who belongs to a segment at this moment, as a predicate over {@code contact c}.
 *
 * @param sql holds nothing that was typed
 * @param parameters the values that its placeholders stand for
 */
public record Membership(String sql, Map<String, Object> parameters) {

  public Membership {
    parameters = Map.copyOf(parameters);
  }

  static Membership of(Rule rule, Moment moment) {
    Values values = new Values(moment);
    return new Membership(rule.sql(values), values.all());
  }
}
