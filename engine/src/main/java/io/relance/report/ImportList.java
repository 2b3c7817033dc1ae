package io.relance.report;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** CSV imports and how far they are. */
@Repository
public class ImportList {

  private static final String FIELDS =
      """
      SELECT id, file_name, state, total_bytes, done_bytes, read, created, changed, unchanged, rejected, failure,
             started_by, started_at, ended_at
        FROM contact_import
      """;

  private final JdbcClient jdbc;

  ImportList(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The newest ones first. */
  public List<Import> newest(int limit) {
    return jdbc.sql(FIELDS + " ORDER BY started_at DESC LIMIT :limit")
        .param("limit", limit)
        .query(ImportList::read)
        .list();
  }

  /** One import. */
  public Optional<Import> byId(UUID id) {
    return jdbc.sql(FIELDS + " WHERE id = :id").param("id", id).query(ImportList::read).optional();
  }

  /** The first rows that were not taken, with line and reason. */
  public List<Rejection> rejections(UUID id, int limit) {
    return jdbc.sql(
            """
            SELECT line, reason, row_text FROM contact_import_rejection
             WHERE import_id = :id ORDER BY line LIMIT :limit
            """)
        .param("id", id)
        .param("limit", limit)
        .query(
            (row, number) ->
                new Rejection(
                    row.getLong("line"), row.getString("reason"), row.getString("row_text")))
        .list();
  }

  private static Import read(ResultSet row, int number) throws SQLException {
    return new Import(
        row.getObject("id", UUID.class),
        row.getString("file_name"),
        row.getString("state"),
        row.getLong("total_bytes"),
        row.getLong("done_bytes"),
        row.getLong("read"),
        row.getLong("created"),
        row.getLong("changed"),
        row.getLong("unchanged"),
        row.getLong("rejected"),
        row.getString("failure"),
        row.getString("started_by"),
        Objects.requireNonNull(Rows.instant(row, "started_at")),
        Rows.instant(row, "ended_at"));
  }

  /** A row that was not taken. */
  public record Rejection(long line, String reason, String row) {}

  /** One file on its way in. */
  public record Import(
      UUID id,
      String fileName,
      String state,
      long totalBytes,
      long doneBytes,
      long read,
      long created,
      long changed,
      long unchanged,
      long rejected,
      @Nullable String failure,
      String startedBy,
      Instant startedAt,
      @Nullable Instant endedAt) {

    /** How much of the file has been read, of a hundred. */
    public long percent() {
      return state.equals("done") || totalBytes == 0 ? 100 : 100 * doneBytes / totalBytes;
    }

    /** Whether it may still change. */
    public boolean open() {
      return state.equals("running") || state.equals("paused");
    }
  }
}
