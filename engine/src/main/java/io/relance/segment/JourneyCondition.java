package io.relance.segment;

import org.jspecify.annotations.Nullable;

/**
 * A walk of the contact through a journey.
 *
 * @param outcome how the walk ended
 * @param lastDays only walks that began, or ended, in so many days
 */
record JourneyCondition(
    String journey, Stage stage, @Nullable String outcome, @Nullable Integer lastDays)
    implements Rule {

  /** How far a walk must have come. */
  enum Stage {
    INSIDE("inside", "w.ended_at IS NULL", "w.entered_at"),
    ENTERED("entered", "true", "w.entered_at"),
    ENDED("ended", "w.ended_at IS NOT NULL", "w.ended_at");

    private final String word;
    private final String sql;
    private final String at;

    Stage(String word, String sql, String at) {
      this.word = word;
      this.sql = sql;
      this.at = at;
    }

    String word() {
      return word;
    }
  }

  @Override
  public String sql(Values values) {
    StringBuilder sql =
        new StringBuilder(
                "EXISTS (SELECT FROM enrolment w WHERE w.contact_id = c.id AND w.journey_key = ")
            .append(values.text(journey))
            .append(" AND ")
            .append(stage.sql);
    if (outcome != null) {
      sql.append(" AND w.outcome = ").append(values.text(outcome));
    }
    if (lastDays != null) {
      sql.append(" AND ")
          .append(stage.at)
          .append(" >= ")
          .append(values.instant(values.moment().daysAgo(lastDays)));
    }
    return sql.append(")").toString();
  }
}
