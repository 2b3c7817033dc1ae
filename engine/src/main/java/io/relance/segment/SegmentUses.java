package io.relance.segment;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What a segment is needed for. */
@Component
class SegmentUses {

  /**
   * Whether a published version of a journey that goes on names the event of a segment's key. The
   * quotation mark keeps longer keys out.
   */
  static final String LISTENED_TO =
      """
      EXISTS (SELECT FROM journey_version v
                JOIN journey j ON j.key = v.journey_key AND j.state IN ('live', 'paused')
               WHERE position(convert_to('SegmentEntered:' || s.key || '"', 'UTF8') IN v.bpmn) > 0
                  OR position(convert_to('SegmentLeft:' || s.key || '"', 'UTF8') IN v.bpmn) > 0)
      """;

  private final JdbcClient jdbc;

  SegmentUses(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** In words: other segments, journeys that listen, enrolments that are not over. */
  List<String> of(String key) {
    return jdbc.sql(
            """
            SELECT 'the segment ' || other.key
              FROM segment other
             WHERE jsonb_path_exists(other.rule, '$.** ? (@.kind == "member" && @.segment == $key)',
                                     jsonb_build_object('key', CAST(:key AS text)))
             UNION ALL
            SELECT DISTINCT 'the journey ' || v.journey_key
              FROM journey_version v
              JOIN journey j ON j.key = v.journey_key AND j.state IN ('live', 'paused')
             WHERE position(convert_to('SegmentEntered:' || :key || '"', 'UTF8') IN v.bpmn) > 0
                OR position(convert_to('SegmentLeft:' || :key || '"', 'UTF8') IN v.bpmn) > 0
             UNION ALL
            SELECT 'the running enrolment into ' || r.journey_key
              FROM enrolment_run r
             WHERE r.segment_key = :key AND r.ended_at IS NULL
            """)
        .param("key", key)
        .query(String.class)
        .list();
  }
}
