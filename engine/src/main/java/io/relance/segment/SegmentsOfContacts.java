package io.relance.segment;

import io.relance.contact.ContactSets;
import io.relance.contact.Contacts.Merged;
import io.relance.contact.FieldUses;
import java.util.List;
import java.util.Optional;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What contacts know of segments: an export of one, a field that one needs, lists of two made one.
 */
@Component
class SegmentsOfContacts implements ContactSets, FieldUses {

  private final JdbcClient jdbc;
  private final Segments segments;

  SegmentsOfContacts(JdbcClient jdbc, Segments segments) {
    this.jdbc = jdbc;
    this.segments = segments;
  }

  @Override
  public String kind() {
    return "segment";
  }

  @Override
  public Optional<Query> find(String name) {
    return segments
        .find(name)
        .map(segment -> segments.membership(segment.key()))
        .map(who -> new Query("SELECT c.id FROM contact c WHERE " + who.sql(), who.parameters()));
  }

  @Override
  public List<String> of(String field) {
    return jdbc.sql(
            """
            SELECT 'segment ' || key
              FROM segment
             WHERE jsonb_path_exists(rule, '$.** ? (@.field == $field)',
                                     jsonb_build_object('field', CAST(:field AS text)))
             ORDER BY 1
            """)
        .param("field", Known.ATTRIBUTES + field)
        .query(String.class)
        .list();
  }

  /** The one that is left is on the lists of both; the other's places go with its row. */
  @EventListener
  void merged(Merged merged) {
    jdbc.sql(
            """
            INSERT INTO segment_member (segment_key, contact_id, since)
            SELECT segment_key, :survivor, since FROM segment_member WHERE contact_id = :absorbed
                ON CONFLICT DO NOTHING
            """)
        .param("survivor", merged.survivor().value())
        .param("absorbed", merged.absorbed().value())
        .update();
  }
}
