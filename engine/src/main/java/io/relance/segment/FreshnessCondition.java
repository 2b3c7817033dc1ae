package io.relance.segment;

/**
 * How long ago a field was last written.
 *
 * @param within whether it must have been written in the last days; else it must not
 */
record FreshnessCondition(String field, boolean within, int days) implements Rule {

  @Override
  public String sql(Values values) {
    String fresh =
        "segment_instant(c.touched -> %s ->> 'at') >= %s"
            .formatted(values.text(field), values.instant(values.moment().daysAgo(days)));
    return within ? fresh : "(" + fresh + ") IS NOT TRUE";
  }

  @Override
  public boolean decided() {
    return false;
  }
}
