package io.relance.contact;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.relance.contact.ImportSurvey.Finding;
import io.relance.core.Audited;
import io.relance.core.Rejected;
import io.relance.runtime.Nudge;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.support.SqlBinaryValue;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Files that were uploaded and wait: looked at, mapped, tried in a dry run as often as wanted, and
 * begun by a word of their own.
 */
@Repository
class ImportDrafts {

  /** Enough for the rows that are looked at, unless they are very long. */
  private static final int BEGINNING = 512 * 1024;

  /** What says where columns are. */
  private static final List<String> SHAPE = List.of("delimiter", "quoting", "header");

  private static final TypeReference<Map<String, String>> CHOICES = new TypeReference<>() {};

  private final JdbcClient jdbc;
  private final ContactImports imports;
  private final ImportProgress progress;
  private final ContactFields fields;
  private final ContactRules rules;
  private final ApplicationEventPublisher events;
  private final Nudge nudge;
  private final Clock clock;
  private final TransactionTemplate transaction;

  ImportDrafts(
      JdbcClient jdbc,
      ContactImports imports,
      ImportProgress progress,
      ContactFields fields,
      ContactRules rules,
      ApplicationEventPublisher events,
      Nudge nudge,
      Clock clock,
      PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.imports = imports;
    this.progress = progress;
    this.fields = fields;
    this.rules = rules;
    this.events = events;
    this.nudge = nudge;
    this.clock = clock;
    this.transaction = new TransactionTemplate(transactions);
  }

  /** What a draft is, without its file. */
  private record Draft(String encoding, long size, Map<String, String> choices) {}

  /** Keeps the file; nothing is imported before somebody says so. */
  ContactImport upload(InputStream in, String name, Map<String, String> given, String by) {
    ImportRequest request = ImportRequest.of(name, ImportMapping.reading(given));
    try (ImportFile file = ImportFile.receive(in, request.encoding())) {
      if (file.size() == 0) {
        throw ImportRequest.refused("file", "is empty");
      }
      Map<String, String> choices = new LinkedHashMap<>(given);
      choices.remove("encoding");
      ImportPreview preview = preview(beginning(file), file, choices);
      UUID id = UUID.randomUUID();
      transaction.executeWithoutResult(status -> insert(id, file, request, preview, by));
      return imports.named(id);
    }
  }

  private void insert(
      UUID id, ImportFile file, ImportRequest request, ImportPreview preview, String by) {
    try (InputStream body = Files.newInputStream(file.path())) {
      jdbc.sql(
              """
              INSERT INTO contact_import (id, file_name, body, settings, choices, encoding, state, total_bytes, line, started_by, started_at)
              VALUES (:id, :name, :body, CAST(:settings AS jsonb), CAST(:choices AS jsonb), :encoding, 'draft', :total, 1, :by, :now)
              """)
          .param("id", id)
          .param("name", request.fileName())
          .param("body", new SqlBinaryValue(body, file.size()))
          .param("settings", json(preview.plan()))
          .param("choices", json(preview.choices()))
          .param("encoding", file.encoding().name())
          .param("total", file.size())
          .param("by", by)
          .param("now", now())
          .update();
    } catch (IOException e) {
      throw new UncheckedIOException("the uploaded file cannot be read", e);
    }
  }

  /** The draft as it would be read with its choices, and these in their place. */
  ImportPreview preview(UUID id, Map<String, String> changes) {
    Draft draft = draft(id);
    Map<String, String> choices = new LinkedHashMap<>(draft.choices());
    if (SHAPE.stream().anyMatch(name -> isAnother(name, draft.choices(), changes))) {
      // Columns are cut anew: what was chosen for the old ones says nothing of them.
      choices.keySet().removeIf(ImportDrafts::isOfColumn);
      changes.forEach(
          (name, value) -> choices.compute(name, (n, v) -> isOfColumn(n) ? null : value));
    } else {
      choices.putAll(changes);
    }
    byte[] part = progress.part(id, 0, BEGINNING);
    if (part.length < draft.size() && holdsNoRow(part)) {
      part = progress.part(id, 0, ImportSurvey.PART);
    }
    return preview(part, part.length == draft.size(), draft.encoding(), choices);
  }

  private static boolean isAnother(
      String name, Map<String, String> before, Map<String, String> now) {
    return now.containsKey(name) && !now.get(name).equals(before.get(name));
  }

  private static boolean isOfColumn(String name) {
    return name.startsWith("column.") || name.startsWith("name.") || name.startsWith("type.");
  }

  private static boolean holdsNoRow(byte[] part) {
    CsvRecords lines = new CsvRecords(part, false, ',', Quoting.NONE, 1);
    lines.next();
    return lines.next() == null;
  }

  private ImportPreview preview(byte[] part, ImportFile file, Map<String, String> choices) {
    return preview(part, part.length == file.size(), file.encoding().name(), choices);
  }

  private ImportPreview preview(
      byte[] part, boolean whole, String encoding, Map<String, String> choices) {
    return ImportMapping.preview(part, whole, encoding, choices, fields.known(), rules);
  }

  private static byte[] beginning(ImportFile file) {
    try (InputStream in = Files.newInputStream(file.path())) {
      return in.readNBytes(ImportSurvey.PART);
    } catch (IOException e) {
      throw new UncheckedIOException("the uploaded file cannot be read", e);
    }
  }

  /** Keeps what somebody chose; another encoding reads the file anew. */
  ImportPreview choose(UUID id, Map<String, String> changes) {
    Map<String, String> choices = new LinkedHashMap<>(changes);
    for (Map.Entry<String, String> choice : changes.entrySet()) {
      if (!WellFormed.text(choice.getKey() + choice.getValue())) {
        throw ImportRequest.refused("choices", "hold a NUL or broken character");
      }
    }
    String name = choices.getOrDefault("encoding", "");
    Charset encoding = ImportRequest.of("", Map.of("encoding", name)).encoding();
    choices.remove("encoding");
    return Objects.requireNonNull(transaction.execute(status -> choose(id, choices, encoding)));
  }

  private ImportPreview choose(UUID id, Map<String, String> choices, @Nullable Charset encoding) {
    Draft draft = locked(id);
    if (encoding != null && !encoding.name().equals(draft.encoding())) {
      reread(id, Charset.forName(draft.encoding()), encoding);
    }
    ImportPreview preview = preview(id, choices);
    jdbc.sql(
            """
                  UPDATE contact_import SET choices = CAST(:choices AS jsonb), settings = CAST(:settings AS jsonb) WHERE id = :id
                  """)
        .param("id", id)
        .param("choices", json(preview.choices()))
        .param("settings", json(preview.plan()))
        .update();
    return preview;
  }

  private void reread(UUID id, Charset mistaken, Charset encoding) {
    try (ImportFile text = file(id);
        ImportFile again = ImportFile.again(text, mistaken, encoding);
        InputStream body = Files.newInputStream(again.path())) {
      jdbc.sql(
              """
              UPDATE contact_import SET body = :body, total_bytes = :total, encoding = :encoding WHERE id = :id
              """)
          .param("id", id)
          .param("body", new SqlBinaryValue(body, again.size()))
          .param("total", again.size())
          .param("encoding", again.encoding().name())
          .update();
    } catch (IOException e) {
      throw new UncheckedIOException("the uploaded file cannot be read", e);
    }
  }

  /** Counts over the whole file what an import would do, and does nothing. */
  ContactImport rehearse(UUID id, Map<String, String> changes, String by) {
    return begin(id, ImportMapping.reading(changes), true, by);
  }

  /** Begins to import it. */
  ContactImport begin(UUID id, Map<String, String> changes, String by) {
    return begin(id, changes, false, by);
  }

  private ContactImport begin(UUID id, Map<String, String> changes, boolean rehearsal, String by) {
    ImportPreview preview = choose(id, changes);
    if (!preview.isReady()) {
      throw unready(preview);
    }
    Map<String, String> choices = new LinkedHashMap<>(preview.choices());
    choices.put("createFields", "true");
    ImportRequest request =
        ImportRequest.of("", rehearsal ? ImportMapping.reading(choices) : choices)
            .rehearsed("", rehearsal);
    try (ImportFile file = file(id)) {
      Finding finding = ImportSurvey.of(file.path(), request, fields.known());
      transaction.executeWithoutResult(status -> begin(id, finding, rehearsal, by));
    }
    return imports.named(id);
  }

  private void begin(UUID id, Finding finding, boolean rehearsal, String by) {
    locked(id);
    if (!rehearsal) {
      fields.add(finding.plan().attributes());
    }
    jdbc.sql("DELETE FROM contact_import_rejection WHERE import_id = :id").param("id", id).update();
    jdbc.sql(
            """
            UPDATE contact_import
               SET state = 'running', rehearsal = :rehearsal, rehearsed_at = NULL, settings = CAST(:settings AS jsonb),
                   done_bytes = :done, line = :line, read = 0, created = 0, changed = 0, unchanged = 0, rejected = 0,
                   failure = NULL, started_by = :by, started_at = :now, ended_at = NULL
             WHERE id = :id
            """)
        .param("id", id)
        .param("rehearsal", rehearsal)
        .param("settings", json(finding.plan()))
        .param("done", finding.bodyStart())
        .param("line", finding.bodyLine())
        .param("by", by)
        .param("now", now())
        .update();
    events.publishEvent(
        new Audited(rehearsal ? "import.rehearsed" : "import.started", id.toString()));
    nudge.afterCommit();
  }

  private static Rejected unready(ImportPreview preview) {
    Rejected refusal =
        new Rejected(
            422, "import-invalid", "The file was not imported: its columns are not ready.");
    for (Complaint problem : preview.problems()) {
      refusal = refusal.with(problem.field() == null ? "file" : problem.field(), problem.text());
    }
    return refusal;
  }

  private Draft draft(UUID id) {
    return read(id, "");
  }

  private Draft locked(UUID id) {
    return read(id, " FOR UPDATE");
  }

  private Draft read(UUID id, String lock) {
    ContactImport now = imports.named(id);
    return jdbc.sql(
            "SELECT encoding, total_bytes, choices FROM contact_import WHERE id = :id AND state ="
                + " 'draft'"
                + lock)
        .param("id", id)
        .query(
            (row, n) ->
                new Draft(
                    row.getString("encoding"),
                    row.getLong("total_bytes"),
                    choices(row.getString("choices"))))
        .optional()
        .orElseThrow(
            () ->
                new Rejected(
                    409,
                    "import-" + now.state(),
                    "The import " + id + " is " + now.state() + "; only a draft can be changed."));
  }

  private ImportFile file(UUID id) {
    return ImportFile.of(new SequenceInputStream(new Parts(id)));
  }

  /** The body of an import, a piece at a time. */
  private final class Parts implements Enumeration<InputStream> {

    private final UUID id;
    private long from;
    private byte[] next;

    Parts(UUID id) {
      this.id = id;
      next = progress.part(id, 0, ImportSurvey.PART);
    }

    @Override
    public boolean hasMoreElements() {
      return next.length > 0;
    }

    @Override
    public InputStream nextElement() {
      byte[] part = next;
      from += part.length;
      next = progress.part(id, from, ImportSurvey.PART);
      return new ByteArrayInputStream(part);
    }
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }

  private static Map<String, String> choices(String json) {
    try {
      return Contacts.JSON.readValue(json, CHOICES);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("choices that cannot be read", e);
    }
  }

  private static String json(Object value) {
    try {
      return Contacts.JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("an import that cannot be written as JSON", e);
    }
  }
}
