package io.relance.contact;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import de.siegmar.fastcsv.writer.CsvWriter;
import io.relance.core.Audited;
import io.relance.core.Rejected;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Everything that is kept of one person, to be handed to that person (GDPR 15 and 20): as JSON, or
 * as a ZIP archive of one CSV file per table.
 */
@Component
class AccessExport {

  private static final int ROWS = 500;
  private static final TypeReference<LinkedHashMap<String, @Nullable Object>> ROW =
      new TypeReference<>() {};

  private final NamedParameterJdbcTemplate jdbc;
  private final TransactionTemplate reading;
  private final Contacts contacts;
  private final PersonalTables tables;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  AccessExport(
      DataSource database,
      PlatformTransactionManager transactions,
      Contacts contacts,
      PersonalTables tables,
      ApplicationEventPublisher events,
      Clock clock) {
    JdbcTemplate template = new JdbcTemplate(database);
    template.setFetchSize(ROWS);
    this.jdbc = new NamedParameterJdbcTemplate(template);
    this.reading = new TransactionTemplate(transactions);
    this.reading.setReadOnly(true);
    this.contacts = contacts;
    this.tables = tables;
    this.events = events;
    this.clock = clock;
  }

  /** Sends the file as the answer of a request. */
  void send(String externalId, String format, HttpServletResponse response) throws IOException {
    if (!format.equals("json") && !format.equals("csv")) {
      throw new Rejected(422, "access-invalid", "The format '" + format + "' is none of json, csv.")
          .with("format", "must be json or csv");
    }
    Contact contact = contacts.named(externalId);
    events.publishEvent(
        new Audited("contact.access-exported", contact.id().toString(), Map.of("format", format)));
    boolean json = format.equals("json");
    response.setContentType(json ? "application/json" : "application/zip");
    response.setHeader(
        "Content-Disposition",
        "attachment; filename=\"contact-" + contact.id() + (json ? ".json\"" : ".zip\""));
    response.setHeader("Cache-Control", "no-store");
    try {
      OutputStream out = response.getOutputStream();
      reading.executeWithoutResult(
          status -> {
            if (json) {
              writeJson(contact, out);
            } else {
              writeCsv(contact, out);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause(); // the reader went away
    }
  }

  private void writeJson(Contact contact, OutputStream out) {
    try {
      JsonGenerator json =
          Contacts.JSON
              .getFactory()
              .createGenerator(out, JsonEncoding.UTF8)
              .useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeStringField("externalId", contact.externalId());
      json.writeStringField("exportedAt", clock.instant().toString());
      json.writeObjectFieldStart("data");
      for (Map.Entry<String, String> table : tables.conditions().entrySet()) {
        json.writeArrayFieldStart(plain(table.getKey()));
        rows(contact, table, row -> write(json, row));
        json.writeEndArray();
      }
      json.writeEndObject();
      json.writeEndObject();
      json.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(JsonGenerator json, Map<String, @Nullable Object> row) {
    try {
      Contacts.JSON.writeValue(json, row);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void writeCsv(Contact contact, OutputStream out) {
    try {
      ZipOutputStream zip = new ZipOutputStream(out);
      for (Map.Entry<String, String> table : tables.conditions().entrySet()) {
        zip.putNextEntry(new ZipEntry(plain(table.getKey()) + ".csv"));
        CsvWriter csv =
            CsvWriter.builder().build(new OutputStreamWriter(zip, StandardCharsets.UTF_8));
        List<String> header = new ArrayList<>();
        rows(contact, table, row -> write(csv, header, row));
        csv.flush();
        zip.closeEntry();
      }
      zip.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(CsvWriter csv, List<String> header, Map<String, @Nullable Object> row) {
    if (header.isEmpty()) {
      header.addAll(row.keySet());
      csv.writeRecord(header);
    }
    csv.writeRecord(header.stream().map(name -> ContactExport.cell(row.get(name))).toList());
  }

  /** A table's name without quotes, to be read. */
  private static String plain(String table) {
    return table.replace("\"", "");
  }

  private void rows(
      Contact contact,
      Map.Entry<String, String> table,
      Consumer<Map<String, @Nullable Object>> each) {
    jdbc.query(
        // Both come from the catalogue of the database and from our own list.
        "SELECT CAST(to_jsonb(t) AS text) AS it FROM "
            + table.getKey()
            + " t WHERE "
            + table.getValue()
            + " ORDER BY 1",
        Map.of("id", contact.id().value(), "names", names(contact)),
        (RowCallbackHandler) row -> each.accept(read(row.getString("it"))));
  }

  private String[] names(Contact contact) {
    List<String> names =
        jdbc.queryForList(
            "SELECT external_id FROM contact_name WHERE contact_id = :id",
            Map.of("id", contact.id().value()),
            String.class);
    return names.stream().filter(Objects::nonNull).toArray(String[]::new);
  }

  private static Map<String, @Nullable Object> read(String json) {
    try {
      return Contacts.JSON.readValue(json, ROW);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a row that PostgreSQL wrote as JSON is no object", e);
    }
  }
}
