package io.relance.datamart;

import io.relance.datamart.NewRow.Refused;
import io.relance.datamart.TableRows.Written;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Where uploads stand; a batch writes it in its own transaction. A node takes an upload by an
 * advisory lock and not by its row: erasing locks a contact and then the files that name it, and a
 * batch must come to them in the same order.
 */
@Repository
class UploadProgress {

  /** The other kinds of advisory locks have other numbers. */
  private static final int LOCKS = 7_266;

  private static final Duration KEPT = Duration.ofDays(30);

  private final JdbcClient jdbc;
  private final Clock clock;

  UploadProgress(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * The next bytes of a file, and where they begin.
   *
   * @param blanked how often rows were taken out of the file
   */
  record Piece(
      UUID id,
      String table,
      char delimiter,
      List<String> header,
      long line,
      long doneBytes,
      long totalBytes,
      int blanked,
      byte[] part) {

    boolean isLast() {
      return doneBytes + part.length >= totalBytes;
    }
  }

  /** A row of the file that is not stored. */
  record RefusedLine(long line, Refused why, String row) {}

  /** The oldest running upload that no other node works at, until the transaction ends. */
  Optional<UUID> take() {
    List<UUID> running =
        jdbc.sql(
                "SELECT id FROM mart_upload WHERE state = 'running' ORDER BY started_at, id LIMIT 20")
            .query(UUID.class)
            .list();
    return running.stream().filter(this::lock).findFirst();
  }

  private boolean lock(UUID id) {
    return jdbc.sql("SELECT pg_try_advisory_xact_lock(:locks, hashtext(CAST(:id AS text)))")
        .param("locks", LOCKS)
        .param("id", id)
        .query(Boolean.class)
        .single();
  }

  /** Uploads whose files are not read to their end. */
  List<UUID> open() {
    return jdbc.sql("SELECT id FROM mart_upload WHERE state <> 'done' ORDER BY started_at, id")
        .query(UUID.class)
        .list();
  }

  /** The next piece; nothing once the upload is over. */
  Optional<Piece> piece(UUID id, int bytes) {
    return jdbc.sql(
            """
            SELECT id, table_name, delimiter, header, line, done_bytes, total_bytes, blanked,
                   substring(body FROM CAST(done_bytes AS integer) + 1 FOR :bytes) AS part
              FROM mart_upload
             WHERE id = :id AND state <> 'done'
            """)
        .param("id", id)
        .param("bytes", bytes)
        .query(UploadProgress::read)
        .optional();
  }

  byte[] part(UUID id, long from, int bytes) {
    return jdbc.sql(
            "SELECT substring(body FROM CAST(:from AS integer) + 1 FOR :bytes) FROM mart_upload WHERE id = :id")
        .param("id", id)
        .param("from", from)
        .param("bytes", bytes)
        .query(byte[].class)
        .single();
  }

  /**
   * Writes down how far the upload is.
   *
   * @return whether the file is still the one that was read; nothing may be kept otherwise
   */
  boolean advance(
      Piece piece,
      long line,
      long doneBytes,
      int read,
      Written written,
      List<RefusedLine> refused) {
    boolean same =
        jdbc.sql(
                    """
                    UPDATE mart_upload
                       SET line = :line, done_bytes = :done, read = read + :read, created = created + :created,
                           changed = changed + :changed, unchanged = unchanged + :unchanged, refused = refused + :refused
                     WHERE id = :id AND blanked = :blanked
                    """)
                .param("line", line)
                .param("done", doneBytes)
                .param("read", read)
                .param("created", written.created())
                .param("changed", written.changed())
                .param("unchanged", written.unchanged())
                .param("refused", refused.stream().mapToLong(RefusedLine::line).distinct().count())
                .param("id", piece.id())
                .param("blanked", piece.blanked())
                .update()
            == 1;
    if (same) {
      note(piece.id(), refused);
    }
    return same;
  }

  private void note(UUID id, List<RefusedLine> refused) {
    if (refused.isEmpty()) {
      return;
    }
    List<RefusedLine> rows = new ArrayList<>(refused);
    jdbc.sql(
            """
            INSERT INTO mart_upload_refusal (upload_id, line, field, rule, about, row_text)
            SELECT :id, r.line, r.field, r.rule, r.about, r.row_text
              FROM unnest(CAST(:lines AS bigint[]), CAST(:fields AS text[]), CAST(:rules AS text[]), CAST(:abouts AS text[]),
                          CAST(:rows AS text[])) WITH ORDINALITY AS r(line, field, rule, about, row_text, n)
             ORDER BY r.n
            """)
        .param("id", id)
        .param("lines", rows.stream().map(RefusedLine::line).toArray(Long[]::new))
        .param("fields", rows.stream().map(row -> row.why().field()).toArray(String[]::new))
        .param("rules", rows.stream().map(row -> row.why().rule().word()).toArray(String[]::new))
        .param("abouts", rows.stream().map(row -> row.why().about()).toArray(String[]::new))
        .param("rows", rows.stream().map(RefusedLine::row).toArray(String[]::new))
        .update();
  }

  /** The end: the file is not kept any longer. */
  void finish(UUID id) {
    jdbc.sql(
            """
            UPDATE mart_upload SET state = 'done', ended_at = :now, body = '', done_bytes = total_bytes WHERE id = :id
            """)
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .param("id", id)
        .update();
  }

  void fail(UUID id, String failure) {
    jdbc.sql("UPDATE mart_upload SET state = 'failed', failure = :failure WHERE id = :id")
        .param("failure", failure)
        .param("id", id)
        .update();
  }

  /** What was not stored, and files that nobody goes on with, are kept for a month. */
  int forgetOld() {
    int forgotten = 0;
    for (String old :
        List.of(
            "DELETE FROM mart_upload WHERE state <> 'running' AND started_at < :then",
            "DELETE FROM mart_feed_refusal WHERE at < :then")) {
      forgotten +=
          jdbc.sql(old)
              .param("then", clock.instant().minus(KEPT).atOffset(ZoneOffset.UTC))
              .update();
    }
    return forgotten;
  }

  /** Puts line ends where a row was: the file keeps its length, and nothing is read there. */
  void blank(UUID id, long offset, int length) {
    jdbc.sql(
            """
            UPDATE mart_upload
               SET body = overlay(body PLACING convert_to(repeat(chr(10), :length), 'UTF8')
                                  FROM CAST(:offset AS integer) + 1 FOR :length),
                   blanked = blanked + 1
             WHERE id = :id AND state <> 'done'
            """)
        .param("length", length)
        .param("offset", offset)
        .param("id", id)
        .update();
  }

  private static Piece read(ResultSet row, int number) throws SQLException {
    return new Piece(
        row.getObject("id", UUID.class),
        row.getString("table_name"),
        row.getString("delimiter").charAt(0),
        List.of((String[]) row.getArray("header").getArray()),
        row.getLong("line"),
        row.getLong("done_bytes"),
        row.getLong("total_bytes"),
        row.getInt("blanked"),
        row.getBytes("part"));
  }
}
