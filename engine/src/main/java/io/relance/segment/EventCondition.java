package io.relance.segment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that was told of the contact.
 *
 * @param atLeast how often it must have happened
 * @param lastDays only what happened in so many days
 * @param where what must hold of the event's properties
 */
record EventCondition(
    String name, int atLeast, @Nullable Integer lastDays, List<PropertyFilter> where)
    implements Rule {

  /** What must hold of one property of an event. */
  record PropertyFilter(String property, Comparison comparison) {}

  @Override
  public String sql(Values values) {
    StringBuilder which =
        new StringBuilder(" v.machine IS NULL AND v.name = ").append(values.text(name));
    if (lastDays != null) {
      which
          .append(" AND v.occurred_at >= ")
          .append(values.instant(values.moment().daysAgo(lastDays)));
    }
    for (PropertyFilter filter : where) {
      which
          .append(" AND ")
          .append(filter.comparison().sql(new Source("v.properties", filter.property()), values));
    }
    // Counted per contact in one pass, not contact by contact.
    return atLeast == 1
        ? "EXISTS (SELECT FROM event v WHERE v.contact_id = c.id AND" + which + ")"
        : """
          c.id IN (SELECT v.contact_id FROM event v
                    WHERE v.contact_id IS NOT NULL AND %s
                    GROUP BY v.contact_id
                   HAVING count(*) >= %s)"""
            .formatted(which, values.whole(atLeast));
  }
}
