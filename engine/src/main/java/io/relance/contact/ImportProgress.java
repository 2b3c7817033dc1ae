package io.relance.contact;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.relance.contact.ContactRows.Change;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Where running imports are, and what they found; a batch writes it in its own transaction. */
@Repository
class ImportProgress {

  private final JdbcClient jdbc;
  private final Clock clock;

  ImportProgress(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** The next piece of a file, and where it begins. */
  record Piece(
      UUID id,
      String fileName,
      String startedBy,
      ImportPlan plan,
      long line,
      long doneBytes,
      long totalBytes,
      boolean rehearsal,
      byte[] part) {

    boolean isLast() {
      return doneBytes + part.length >= totalBytes;
    }
  }

  /** Takes a running import that no other node works at, until the transaction ends. */
  Optional<Piece> take(int bytes) {
    return jdbc.sql(
            """
            SELECT id, file_name, started_by, settings, line, done_bytes, total_bytes, rehearsal,
                   substring(body FROM CAST(done_bytes AS integer) + 1 FOR :bytes) AS part
              FROM contact_import
             WHERE state = 'running'
             ORDER BY started_at, id
             LIMIT 1
               FOR UPDATE SKIP LOCKED
            """)
        .param("bytes", bytes)
        .query(ImportProgress::read)
        .optional();
  }

  /** Imports whose files are not read to their end, the paused and failed ones too. */
  List<UUID> open() {
    return jdbc.sql(
            """
            SELECT id FROM contact_import WHERE state NOT IN ('done', 'cancelled') ORDER BY started_at, id
            """)
        .query(UUID.class)
        .list();
  }

  /** The next piece of this import, which nobody else works at until the transaction ends. */
  Optional<Piece> piece(UUID id, int bytes) {
    return jdbc.sql(
            """
            SELECT id, file_name, started_by, settings, line, done_bytes, total_bytes, rehearsal,
                   substring(body FROM CAST(done_bytes AS integer) + 1 FOR :bytes) AS part
              FROM contact_import
             WHERE id = :id AND state NOT IN ('done', 'cancelled')
               FOR UPDATE
            """)
        .param("id", id)
        .param("bytes", bytes)
        .query(ImportProgress::read)
        .optional();
  }

  byte[] part(UUID id, long from, int bytes) {
    return jdbc.sql(
            """
            SELECT substring(body FROM CAST(:from AS integer) + 1 FOR :bytes) FROM contact_import WHERE id = :id
            """)
        .param("id", id)
        .param("from", from)
        .param("bytes", bytes)
        .query(byte[].class)
        .single();
  }

  /** Puts line ends where a row was: the file keeps its length, and nothing is read there. */
  void blank(UUID id, long offset, int length) {
    jdbc.sql(
            """
            UPDATE contact_import
               SET body = overlay(body PLACING convert_to(repeat(chr(10), :length), 'UTF8')
                                  FROM CAST(:offset AS integer) + 1 FOR :length)
             WHERE id = :id
            """)
        .param("id", id)
        .param("offset", offset)
        .param("length", length)
        .update();
  }

  /** Writes down how far the import is, what it counted and which rows it left out. */
  void advance(
      UUID id,
      long line,
      long doneBytes,
      int read,
      List<ImportRow> refused,
      Map<Change, Long> counts) {
    refuse(id, refused);
    jdbc.sql(
            """
            UPDATE contact_import
               SET line = :line, done_bytes = :done, read = read + :read, created = created + :created,
                   changed = changed + :changed, unchanged = unchanged + :unchanged, rejected = rejected + :rejected
             WHERE id = :id
            """)
        .param("id", id)
        .param("line", line)
        .param("done", doneBytes)
        .param("read", read)
        .param("created", counts.getOrDefault(Change.CREATED, 0L))
        .param("changed", counts.getOrDefault(Change.CHANGED, 0L))
        .param("unchanged", counts.getOrDefault(Change.UNCHANGED, 0L))
        .param("rejected", refused.size())
        .update();
  }

  /** The end: the file is not kept any longer. */
  void finish(UUID id) {
    jdbc.sql(
            """
            UPDATE contact_import
               SET state = 'done', ended_at = :now, body = '', done_bytes = total_bytes
             WHERE id = :id
            """)
        .param("id", id)
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .update();
  }

  /** The end of a dry run: the file waits for the word to begin. */
  void rest(UUID id) {
    jdbc.sql(
            """
            UPDATE contact_import SET state = 'draft', rehearsal = false, rehearsed_at = :now, done_bytes = 0 WHERE id = :id
            """)
        .param("id", id)
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .update();
  }

  void fail(UUID id, String failure) {
    jdbc.sql("UPDATE contact_import SET state = 'failed', failure = :failure WHERE id = :id")
        .param("id", id)
        .param("failure", failure)
        .update();
  }

  private void refuse(UUID id, List<ImportRow> rows) {
    if (rows.isEmpty()) {
      return;
    }
    jdbc.sql(
            """
            INSERT INTO contact_import_rejection (import_id, line, reason, row_text, complaints)
            SELECT :id, r.line, r.reason, r.row_text, CAST(r.complaints AS jsonb)
              FROM unnest(:lines, :reasons, :rows, :complaints) AS r(line, reason, row_text, complaints)
            """)
        .param("id", id)
        .param("lines", rows.stream().map(ImportRow::line).toArray(Long[]::new))
        .param("reasons", texts(rows, ImportRow::why))
        .param("rows", texts(rows, ImportRow::raw))
        .param("complaints", texts(rows, row -> json(row.complaints())))
        .update();
  }

  private static String[] texts(List<ImportRow> rows, Function<ImportRow, String> text) {
    return rows.stream().map(text).toArray(String[]::new);
  }

  private static String json(List<Complaint> complaints) {
    try {
      return Contacts.JSON.writeValueAsString(complaints);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("complaints that cannot be written as JSON", e);
    }
  }

  private static Piece read(ResultSet row, int number) throws SQLException {
    try {
      return new Piece(
          row.getObject("id", UUID.class),
          row.getString("file_name"),
          row.getString("started_by"),
          Contacts.JSON.readValue(row.getString("settings"), ImportPlan.class),
          row.getLong("line"),
          row.getLong("done_bytes"),
          row.getLong("total_bytes"),
          row.getBoolean("rehearsal"),
          row.getBytes("part"));
    } catch (JsonProcessingException e) {
      throw new SQLException("an import whose settings cannot be read", e);
    }
  }
}
