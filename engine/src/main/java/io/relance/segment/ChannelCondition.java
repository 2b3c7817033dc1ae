package io.relance.segment;

/**
 * The channel on which the contact reacts most. It is computed for all who were sent something
 * lately at once, not for one contact after the other.
 */
record ChannelCondition(Comparison comparison) implements Rule {

  private static final Source CHANNEL = new Source("p.channel", null);

  @Override
  public String sql(Values values) {
    String among =
        "c.id IN (SELECT p.contact_id FROM preferred_channel(%s) p WHERE %s)"
            .formatted(
                values.instant(values.moment().now()), comparison.positive().sql(CHANNEL, values));
    return comparison.negative() ? "NOT (" + among + ")" : among;
  }
}
