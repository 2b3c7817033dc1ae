package io.relance.event;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What has happened to contacts so far, by name; for whoever must choose one. */
@Repository
public class EventNames {

  private final JdbcClient jdbc;

  EventNames(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Walks from name to name along the index, however many events there are of each. */
  public List<String> all(int most) {
    return jdbc.sql(
            """
            WITH RECURSIVE names AS (
              (SELECT name FROM event WHERE machine IS NULL AND contact_id IS NOT NULL ORDER BY name LIMIT 1)
              UNION ALL
              SELECT (SELECT e.name FROM event e
                       WHERE e.machine IS NULL AND e.contact_id IS NOT NULL AND e.name > names.name
                       ORDER BY e.name LIMIT 1)
                FROM names
               WHERE names.name IS NOT NULL)
            SELECT name FROM names WHERE name IS NOT NULL LIMIT :most
            """)
        .param("most", most)
        .query(String.class)
        .list();
  }
}
