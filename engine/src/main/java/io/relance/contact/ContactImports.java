package io.relance.contact;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.relance.contact.ImportSurvey.Finding;
import io.relance.core.Audited;
import io.relance.core.Rejected;
import io.relance.runtime.Nudge;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.support.SqlBinaryValue;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** The imports of CSV files. The file itself is kept until its import is done. */
@Repository
public class ContactImports {

  private final JdbcClient jdbc;
  private final ContactFields fields;
  private final ApplicationEventPublisher events;
  private final Nudge nudge;
  private final Clock clock;
  private final TransactionTemplate transaction;

  ContactImports(
      JdbcClient jdbc,
      ContactFields fields,
      ApplicationEventPublisher events,
      Nudge nudge,
      Clock clock,
      PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.fields = fields;
    this.events = events;
    this.nudge = nudge;
    this.clock = clock;
    this.transaction = new TransactionTemplate(transactions);
  }

  /** A row that was left out, where it stands and why. */
  public record RejectedRow(long line, String reason, String row) {}

  /**
   * Rows that were left out for the same reason.
   *
   * @param code a stable word
   * @param field which field was refused; null where it was the row as a whole
   */
  public record Refusals(String code, @Nullable String field, long rows) {}

  /** A row that was left out, with all that is wrong with it. */
  record Refused(long line, String reason, String row, List<Complaint> complaints) {}

  /**
   * Keeps the file and begins to import it; a file that cannot be read as a whole is refused here.
   */
  public ContactImport start(InputStream in, ImportRequest request, String startedBy) {
    // No connection is held while the file comes in, however slowly that may be.
    try (ImportFile file = ImportFile.receive(in, request.encoding())) {
      Finding finding = ImportSurvey.of(file.path(), request, fields.known());
      UUID id = UUID.randomUUID();
      transaction.executeWithoutResult(
          status -> {
            if (!request.dryRun()) {
              fields.add(finding.plan().attributes());
            }
            insert(id, file, finding, request, startedBy);
            events.publishEvent(new Audited("import.started", id.toString()));
            nudge.afterCommit();
          });
      return named(id);
    }
  }

  private void insert(
      UUID id, ImportFile file, Finding finding, ImportRequest request, String startedBy) {
    try (InputStream body = Files.newInputStream(file.path())) {
      jdbc.sql(
              """
              INSERT INTO contact_import (id, file_name, body, settings, state, total_bytes, done_bytes, line, started_by, started_at)
              VALUES (:id, :name, :body, CAST(:settings AS jsonb), 'running', :total, :done, :line, :by, :now)
              """)
          .param("id", id)
          .param("name", request.fileName())
          .param("body", new SqlBinaryValue(body, file.size()))
          .param("settings", Contacts.JSON.writeValueAsString(finding.plan()))
          .param("total", file.size())
          .param("done", finding.bodyStart())
          .param("line", finding.bodyLine())
          .param("by", startedBy)
          .param("now", clock.instant().atOffset(ZoneOffset.UTC))
          .update();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a plan that cannot be written as JSON", e);
    } catch (IOException e) {
      throw new UncheckedIOException("the uploaded file cannot be read", e);
    }
  }

  public Optional<ContactImport> byId(UUID id) {
    return jdbc.sql(SELECT + "WHERE id = :id")
        .param("id", id)
        .query(ContactImports::read)
        .optional();
  }

  /** The newest imports first; those before the given one when there is one. */
  public List<ContactImport> newest(int limit, @Nullable UUID before) {
    return jdbc.sql(
            SELECT
                + """
                WHERE CAST(:before AS uuid) IS NULL
                   OR (started_at, id) < (SELECT b.started_at, b.id FROM contact_import b WHERE b.id = :before)
                ORDER BY started_at DESC, id DESC
                LIMIT :limit
                """)
        .param("before", before)
        .param("limit", limit)
        .query(ContactImports::read)
        .list();
  }

  /** Stops after the batch that is running now. */
  @Transactional
  public ContactImport pause(UUID id) {
    return change(id, "running", "paused");
  }

  /** Goes on where it stopped. */
  @Transactional
  public ContactImport resume(UUID id) {
    nudge.afterCommit();
    return change(id, "paused", "running");
  }

  private ContactImport change(UUID id, String from, String to) {
    int changed =
        jdbc.sql(
                "UPDATE contact_import SET state = :to, failure = NULL WHERE id = :id AND state IN"
                    + " (:from, :to, :also)")
            .param("id", id)
            .param("from", from)
            .param("to", to)
            .param("also", to.equals("running") ? "failed" : to)
            .update();
    ContactImport now = named(id);
    if (changed == 0) {
      throw new Rejected(
          409,
          "import-" + now.state(),
          "The import " + id + " is " + now.state() + ", not " + from + ".");
    }
    return now;
  }

  /**
   * Ends it before its end; what was imported stays, and the file is not kept. A draft whose dry
   * run is ended waits again.
   */
  @Transactional
  public ContactImport cancel(UUID id) {
    int changed =
        jdbc.sql(
                """
                UPDATE contact_import
                   SET state = CASE WHEN rehearsal THEN 'draft' ELSE 'cancelled' END, rehearsal = false,
                       done_bytes = CASE WHEN rehearsal THEN 0 ELSE done_bytes END,
                       body = CASE WHEN rehearsal THEN body ELSE '' END, ended_at = CASE WHEN rehearsal THEN NULL ELSE :now END
                 WHERE id = :id AND state IN ('draft', 'running', 'paused', 'failed')
                """)
            .param("id", id)
            .param("now", clock.instant().atOffset(ZoneOffset.UTC))
            .update();
    ContactImport now = named(id);
    if (changed == 0) {
      throw new Rejected(
          409, "import-" + now.state(), "The import " + id + " is " + now.state() + " already.");
    }
    events.publishEvent(new Audited("import.cancelled", id.toString()));
    return now;
  }

  /** How many rows were refused for what reason, the most frequent first. */
  public List<Refusals> refusals(UUID id) {
    return jdbc.sql(
            """
            SELECT coalesce(complaints -> 0 ->> 'code', 'other') AS code, complaints -> 0 ->> 'field' AS field, count(*) AS rows
              FROM contact_import_rejection
             WHERE import_id = :id
             GROUP BY 1, 2
             ORDER BY 3 DESC, 1, 2
             LIMIT 100
            """)
        .param("id", id)
        .query(Refusals.class)
        .list();
  }

  ContactImport named(UUID id) {
    return byId(id)
        .orElseThrow(() -> new Rejected(404, "import-not-found", "There is no import " + id + "."));
  }

  /** The rejected rows behind a line, in the order of the file. */
  public List<RejectedRow> rejected(UUID id, long afterLine, int limit) {
    return refused(id, afterLine, limit).stream()
        .map(row -> new RejectedRow(row.line(), row.reason(), row.row()))
        .toList();
  }

  List<Refused> refused(UUID id, long afterLine, int limit) {
    return jdbc.sql(
            """
            SELECT line, reason, row_text, complaints
              FROM contact_import_rejection
             WHERE import_id = :id AND line > :after
             ORDER BY line
             LIMIT :limit
            """)
        .param("id", id)
        .param("after", afterLine)
        .param("limit", limit)
        .query(
            (row, n) ->
                new Refused(
                    row.getLong(1),
                    row.getString(2),
                    row.getString(3),
                    complaints(row.getString(4))))
        .list();
  }

  private static List<Complaint> complaints(String json) throws SQLException {
    try {
      return List.of(Contacts.JSON.readValue(json, Complaint[].class));
    } catch (JsonProcessingException e) {
      throw new SQLException("complaints that cannot be read", e);
    }
  }

  private static final String SELECT =
      """
      SELECT id, file_name, state, coalesce(CAST(settings ->> 'dryRun' AS boolean), false) AS dry_run, total_bytes,
             done_bytes, read, created, changed, unchanged, rejected, failure, started_by, started_at, ended_at, rehearsed_at
        FROM contact_import
      """;

  private static ContactImport read(ResultSet row, int number) throws SQLException {
    return new ContactImport(
        row.getObject("id", UUID.class),
        row.getString("file_name"),
        row.getString("state"),
        row.getBoolean("dry_run"),
        row.getLong("total_bytes"),
        row.getLong("done_bytes"),
        row.getLong("read"),
        row.getLong("created"),
        row.getLong("changed"),
        row.getLong("unchanged"),
        row.getLong("rejected"),
        row.getString("failure"),
        row.getString("started_by"),
        row.getTimestamp("started_at").toInstant(),
        instant(row.getTimestamp("ended_at")),
        instant(row.getTimestamp("rehearsed_at")));
  }

  private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
    return timestamp == null ? null : timestamp.toInstant();
  }
}
