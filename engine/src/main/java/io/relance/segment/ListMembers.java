package io.relance.segment;

import io.relance.core.Audited;
import io.relance.core.Rejected;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Who is on the lists: put there and taken off by name, many at a time. */
@Repository
class ListMembers {

  static final int MOST_NAMES = 10_000;

  private final JdbcClient jdbc;
  private final Segments segments;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  ListMembers(JdbcClient jdbc, Segments segments, ApplicationEventPublisher events, Clock clock) {
    this.jdbc = jdbc;
    this.segments = segments;
    this.events = events;
    this.clock = clock;
  }

  /**
   * What became of the names.
   *
   * @param unknown those that no contact has
   */
  record Change(int added, int removed, List<String> unknown) {}

  @Transactional
  public Change change(String key, Collection<String> add, Collection<String> remove) {
    if (!segments.get(key).isList()) {
      throw new Rejected(
          409,
          "segment-dynamic",
          "The segment '"
              + key
              + "' is dynamic: its rule says who belongs to it. Change the rule.");
    }
    if (add.size() > MOST_NAMES || remove.size() > MOST_NAMES) {
      throw new Rejected(
          413,
          "too-many-contacts",
          "At most 10,000 contacts can be put on a list or taken off in one call; send the rest in further calls.");
    }
    int added = add(key, add);
    int removed = remove(key, remove);
    if (added + removed > 0) {
      events.publishEvent(
          new Audited(
              "segment.members",
              key,
              Map.of("added", String.valueOf(added), "removed", String.valueOf(removed))));
    }
    return new Change(added, removed, unknown(add, remove));
  }

  private int add(String key, Collection<String> names) {
    return jdbc.sql(
            """
            INSERT INTO segment_member (segment_key, contact_id, since)
            SELECT :key, c.contact_id, :now
              FROM contact_name c
             WHERE c.external_id = ANY (CAST(:names AS text[]))
                ON CONFLICT DO NOTHING
            """)
        .param("key", key)
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .param("names", names.toArray(String[]::new))
        .update();
  }

  private int remove(String key, Collection<String> names) {
    return jdbc.sql(
            """
            DELETE FROM segment_member x
             USING contact_name c
             WHERE x.segment_key = :key AND x.contact_id = c.contact_id AND c.external_id = ANY (CAST(:names AS text[]))
            """)
        .param("key", key)
        .param("names", names.toArray(String[]::new))
        .update();
  }

  private List<String> unknown(Collection<String> add, Collection<String> remove) {
    return jdbc.sql(
            """
            SELECT DISTINCT name
              FROM unnest(CAST(:add AS text[]) || CAST(:remove AS text[])) AS name
             WHERE NOT EXISTS (SELECT FROM contact_name c WHERE c.external_id = name)
             ORDER BY name
             LIMIT 100
            """)
        .param("add", add.toArray(String[]::new))
        .param("remove", remove.toArray(String[]::new))
        .query(String.class)
        .list();
  }
}
