package io.relance.datamart;

import io.relance.contact.CsvCells;
import io.relance.contact.CsvRecords;
import io.relance.contact.CsvRecords.CsvRecord;
import io.relance.core.Audited;
import io.relance.core.Rejected;
import io.relance.runtime.Nudge;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.support.SqlBinaryValue;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** The files that are read into tables. */
@Repository
class Uploads {

  private static final int FIRST_LINE = 1024 * 1024 + 2;
  private static final int LONGEST_NAME = 200;

  private static final String SELECT =
      """
      SELECT id, table_name, file_name, state, total_bytes, done_bytes, read, created, changed, unchanged, refused, failure,
             started_by, started_at, ended_at
        FROM mart_upload
      """;

  private final JdbcClient jdbc;
  private final ApplicationEventPublisher events;
  private final Nudge nudge;
  private final Clock clock;
  private final TransactionTemplate transaction;

  Uploads(
      JdbcClient jdbc,
      ApplicationEventPublisher events,
      Nudge nudge,
      Clock clock,
      PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.events = events;
    this.nudge = nudge;
    this.clock = clock;
    this.transaction = new TransactionTemplate(transactions);
  }

  /** Keeps the file and begins to read it; one that cannot be read at all is refused here. */
  Upload start(Table table, InputStream in, String fileName, String startedBy) {
    // No connection is held while the file comes in, however slowly that may be.
    try (UploadedFile file = UploadedFile.receive(in)) {
      CsvRecords records =
          new CsvRecords(file.start(FIRST_LINE), file.size() <= FIRST_LINE, ',', 1);
      CsvRecord first = records.next();
      if (first == null) {
        throw FileRejected.empty();
      }
      char delimiter = CsvCells.detect(first.text());
      List<String> header = TableFiles.header(first.text(), delimiter);
      TableFiles.check(table, header);
      UUID id = UUID.randomUUID();
      transaction.executeWithoutResult(
          status -> {
            insert(id, table, file, fileName, delimiter, header, records, startedBy);
            events.publishEvent(
                new Audited("table.upload", table.name(), Map.of("upload", id.toString())));
            nudge.afterCommit();
          });
      return named(table, id);
    }
  }

  private void insert(
      UUID id,
      Table table,
      UploadedFile file,
      String fileName,
      char delimiter,
      List<String> header,
      CsvRecords records,
      String startedBy) {
    try (InputStream body = file.open()) {
      jdbc.sql(
              """
              INSERT INTO mart_upload (id, table_name, file_name, body, delimiter, header, state, total_bytes, done_bytes, line,
                                       started_by, started_at)
              VALUES (:id, :table, :name, :body, :delimiter, :header, 'running', :total, :done, :line, :by, :now)
              """)
          .param("id", id)
          .param("table", table.name())
          .param("name", name(fileName))
          .param("body", new SqlBinaryValue(body, file.size()))
          .param("delimiter", String.valueOf(delimiter))
          .param("header", header.toArray(String[]::new))
          .param("total", file.size())
          .param("done", records.position())
          .param("line", records.line())
          .param("by", startedBy)
          .param("now", clock.instant().atOffset(ZoneOffset.UTC))
          .update();
    } catch (IOException e) {
      throw new UncheckedIOException("the uploaded file cannot be read", e);
    }
  }

  private static String name(String given) {
    String name = given.isBlank() || ColumnType.TEXT.read(given).isEmpty() ? "file.csv" : given;
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
  }

  /** The upload of this id into the table, or a refusal that says there is none. */
  Upload named(Table table, UUID id) {
    return jdbc.sql(SELECT + "WHERE id = :id AND table_name = :table")
        .param("id", id)
        .param("table", table.name())
        .query(Uploads::read)
        .optional()
        .orElseThrow(() -> unknown(id.toString()));
  }

  static Rejected unknown(String id) {
    return new Rejected(404, "upload-not-found", "There is no upload '" + id + "' of this table.");
  }

  /** The newest ones into a table. */
  List<Upload> newest(Table table, int limit) {
    return jdbc.sql(
            SELECT + "WHERE table_name = :table ORDER BY started_at DESC, id DESC LIMIT :limit")
        .param("table", table.name())
        .param("limit", limit)
        .query(Uploads::read)
        .list();
  }

  /** Stops after the rows that are stored at this moment. */
  @Transactional
  public Upload pause(Table table, UUID id) {
    return change(table, id, "paused", List.of("running"));
  }

  /** Goes on where it stopped. */
  @Transactional
  public Upload resume(Table table, UUID id) {
    nudge.afterCommit();
    return change(table, id, "running", List.of("paused", "failed"));
  }

  private Upload change(Table table, UUID id, String to, List<String> from) {
    int changed =
        jdbc.sql(
                """
                UPDATE mart_upload SET state = :to, failure = NULL
                 WHERE id = :id AND table_name = :table AND state = ANY (:from)
                """)
            .param("to", to)
            .param("id", id)
            .param("table", table.name())
            .param("from", from.toArray(String[]::new))
            .update();
    Upload now = named(table, id);
    if (changed == 0 && !now.state().equals(to)) {
      throw new Rejected(
          409,
          "upload-" + now.state(),
          "The upload %s is %s; nothing was changed.".formatted(id, now.state()));
    }
    if (changed == 1) {
      events.publishEvent(
          new Audited("table.upload-" + to, table.name(), Map.of("upload", id.toString())));
    }
    return now;
  }

  /** A row that was not stored. */
  record RefusedRow(long id, long line, String field, String rule, String about, String row) {}

  /** Those behind the given place, in the order of the file. */
  List<RefusedRow> refused(UUID upload, long afterLine, long afterId, int limit) {
    return jdbc.sql(
            """
            SELECT id, line, field, rule, coalesce(about, '') AS about, row_text AS row
              FROM mart_upload_refusal
             WHERE upload_id = :upload AND (line, id) > (:line, :id)
             ORDER BY line, id
             LIMIT :limit
            """)
        .param("upload", upload)
        .param("line", afterLine)
        .param("id", afterId)
        .param("limit", limit)
        .query(RefusedRow.class)
        .list();
  }

  private static Upload read(ResultSet row, int number) throws SQLException {
    Timestamp ended = row.getTimestamp("ended_at");
    return new Upload(
        row.getObject("id", UUID.class),
        row.getString("table_name"),
        row.getString("file_name"),
        row.getString("state"),
        row.getLong("total_bytes"),
        row.getLong("done_bytes"),
        row.getLong("read"),
        row.getLong("created"),
        row.getLong("changed"),
        row.getLong("unchanged"),
        row.getLong("refused"),
        row.getString("failure"),
        row.getString("started_by"),
        row.getTimestamp("started_at").toInstant(),
        ended == null ? null : ended.toInstant());
  }
}
