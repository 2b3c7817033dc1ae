package io.relance.report;

/** Where somebody stands in a journey: the same words in every count and every list. */
final class Place {

  /**
   * Of the enrolment {@code e}, in SQL: {@code ended}, or one of three ways to be inside; an
   * incident hides what else is true.
   */
  static final String OF_ENROLMENT =
      """
      CASE
        WHEN e.ended_at IS NOT NULL THEN 'ended'
        WHEN EXISTS (SELECT FROM act_ru_incident i WHERE i.proc_inst_id_ = e.process_instance_id)
          THEN 'incident'
        WHEN EXISTS (SELECT FROM message m
                      WHERE m.process_instance_id = e.process_instance_id
                        AND m.state IN ('PENDING', 'SENDING'))
          THEN 'queued'
        ELSE 'waiting'
      END""";

  private Place() {}
}
