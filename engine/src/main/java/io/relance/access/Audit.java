package io.relance.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.relance.core.Audited;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Who did what when; rows are only ever added. */
@Repository
class Audit {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final JdbcClient jdbc;
  private final Clock clock;

  Audit(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Runs in the transaction of the deed: either both are there or neither. */
  @EventListener
  void note(Audited deed) {
    write(CurrentUser.name(), deed);
  }

  /** A login is noted under the name that was used: nobody is logged in yet. */
  void login(String action, String name, String address) {
    write(name, new Audited(action, name, Map.of("address", address)));
  }

  /** The newest rows older than the given one. */
  List<Row> before(long id, int limit) {
    return jdbc.sql(
            """
            SELECT id, at, who, action, what, detail
            FROM audit
            WHERE id < :id
            ORDER BY id DESC
            LIMIT :limit
            """)
        .param("id", id)
        .param("limit", limit)
        .query(
            (row, n) ->
                new Row(
                    row.getLong("id"),
                    row.getTimestamp("at").toInstant(),
                    row.getString("who"),
                    row.getString("action"),
                    row.getString("what"),
                    read(row.getString("detail"))))
        .list();
  }

  private void write(String who, Audited deed) {
    jdbc.sql(
            """
            INSERT INTO audit (at, who, action, what, detail)
            VALUES (:at, :who, :action, :what, :detail::jsonb)
            """)
        .param("at", clock.instant().atOffset(ZoneOffset.UTC))
        .param("who", who)
        .param("action", deed.action())
        .param("what", deed.what())
        .param("detail", json(deed.detail()))
        .update();
  }

  private static String json(Map<String, String> detail) {
    try {
      return JSON.writeValueAsString(detail);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of texts is always JSON", e);
    }
  }

  private static Map<String, String> read(String json) {
    try {
      return JSON.readValue(json, new TypeReference<TreeMap<String, String>>() {});
    } catch (JsonProcessingException e) {
      return Map.of("?", json); // a row from another version still has to be listed
    }
  }

  /** One deed. */
  record Row(
      long id, Instant at, String who, String action, String what, Map<String, String> detail) {}
}
