package io.relance.datamart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.relance.contact.Contacts;
import io.relance.contact.CsvCells;
import io.relance.contact.CsvRecords;
import io.relance.contact.CsvRecords.CsvRecord;
import io.relance.datamart.UploadProgress.Piece;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What names a person beside the rows of tables: rows of files that are not read to their end,
 * lines that were refused, values that rules compare with. It goes with the person.
 */
@Component
class Traces {

  private static final String FORMULAS = "SELECT name, rule FROM mart_formula";
  private static final String FILTERS = "SELECT name, filters FROM mart_aggregate";

  private final JdbcClient jdbc;
  private final ObjectMapper json;
  private final UploadProgress uploads;

  Traces(JdbcClient jdbc, ObjectMapper json, UploadProgress uploads) {
    this.jdbc = jdbc;
    this.json = json;
    this.uploads = uploads;
  }

  @EventListener
  void erased(Contacts.Erased erased) {
    NamedPerson person = NamedPerson.of(jdbc, erased.contact());
    for (UUID id : uploads.open()) {
      uploads.piece(id, UploadRunner.LARGEST_PART).ifPresent(piece -> forget(piece, person));
    }
    // After the files: a batch that read them before is seen now, with what it refused.
    jdbc.sql(
            """
            UPDATE mart_upload_refusal SET row_text = '', about = ''
             WHERE EXISTS (SELECT FROM unnest(CAST(:cells AS text[])) AS cell WHERE row_text ~* cell)
            """)
        .param("cells", person.cells().toArray(String[]::new))
        .update();
    forget(
        FORMULAS,
        "UPDATE mart_formula SET rule = CAST(:json AS jsonb) WHERE name = :name",
        "to",
        person);
    forget(
        FILTERS,
        "UPDATE mart_aggregate SET filters = CAST(:json AS jsonb) WHERE name = :name",
        "value",
        person);
  }

  @EventListener
  void merged(Contacts.Merged merged) {
    jdbc.sql("UPDATE mart_feed_refusal SET contact_id = :survivor WHERE contact_id = :absorbed")
        .param("survivor", merged.survivor().value())
        .param("absorbed", merged.absorbed().value())
        .update();
  }

  private void forget(String select, String update, String operand, NamedPerson person) {
    Map<String, String> found = new LinkedHashMap<>();
    jdbc.sql(select)
        .query(
            row -> {
              found.put(row.getString(1), row.getString(2));
            });
    found.forEach(
        (name, text) -> {
          JsonNode rule = read(text);
          if (person.takeOutOf(rule, operand)) {
            jdbc.sql(update).param("json", rule.toString()).param("name", name).update();
          }
        });
  }

  private JsonNode read(String text) {
    try {
      return json.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the catalogue holds what is no JSON", e);
    }
  }

  /** Where a row stands in a file. */
  private record Trace(long offset, int length) {}

  private void forget(Piece first, NamedPerson person) {
    int column = first.header().indexOf("contact");
    List<Trace> traces = new ArrayList<>();
    long from = first.doneBytes();
    byte[] part = first.part();
    while (part.length > 0) {
      boolean last = from + part.length >= first.totalBytes();
      CsvRecords records = new CsvRecords(part, last, first.delimiter(), 1);
      int start = 0;
      for (CsvRecord record = records.next(); record != null; record = records.next()) {
        if (isOf(record, first.delimiter(), column, person)) {
          traces.add(new Trace(from + start, records.position() - start));
        }
        start = records.position();
      }
      if (records.position() == 0) {
        break;
      }
      from += records.position();
      part = last ? new byte[0] : uploads.part(first.id(), from, UploadRunner.LARGEST_PART);
    }
    traces.forEach(trace -> uploads.blank(first.id(), trace.offset(), trace.length()));
  }

  private static boolean isOf(CsvRecord record, char delimiter, int column, NamedPerson person) {
    return person.words().stream().anyMatch(record.text()::contains)
        && CsvCells.of(record.text(), delimiter)
            .filter(cells -> column >= 0 && column < cells.size())
            .filter(cells -> person.words().contains(cells.get(column).strip()))
            .isPresent();
  }
}
