package io.relance.segment;

import io.relance.core.Channel;
import io.relance.core.Purpose;

/**
 * What the contact said about a channel and a purpose.
 *
 * @param status {@code granted}, {@code refused} or, when nothing was ever said, {@code unknown}
 */
record ConsentCondition(Channel channel, Purpose purpose, String status) implements Rule {

  static final String UNKNOWN = "unknown";

  @Override
  public String sql(Values values) {
    String said =
        """
        EXISTS (SELECT FROM consent k
                 WHERE k.contact_id = c.id AND k.channel = %s AND k.purpose = %s"""
            .formatted(values.text(channel.word()), values.text(purpose.word()));
    return status.equals(UNKNOWN)
        ? "NOT " + said + ")"
        : said + " AND k.status = " + values.text(status) + ")";
  }
}
