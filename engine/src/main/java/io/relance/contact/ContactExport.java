package io.relance.contact;

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
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes contacts as CSV while they are read: a million take no more memory than one. What it
 * writes, an import can read again.
 */
@Component
class ContactExport {

  private static final TypeReference<Map<String, Object>> ATTRIBUTES = new TypeReference<>() {};

  /** How many rows are in memory. */
  private static final int ROWS = 500;

  /** A slow reader keeps a connection of the pool as long as it reads. */
  private static final int AT_ONCE = 2;

  private static final List<String> PROFILE =
      List.of("externalId", "email", "phone", "locale", "timeZone", "score");

  private final NamedParameterJdbcTemplate jdbc;
  private final TransactionTemplate reading;
  private final ContactFields fields;
  private final ObjectProvider<ContactSets> sets;
  private final ApplicationEventPublisher events;
  private final Semaphore places = new Semaphore(AT_ONCE);

  ContactExport(
      DataSource database,
      PlatformTransactionManager transactions,
      ContactFields fields,
      ObjectProvider<ContactSets> sets,
      ApplicationEventPublisher events) {
    JdbcTemplate template = new JdbcTemplate(database);
    template.setFetchSize(ROWS);
    this.jdbc = new NamedParameterJdbcTemplate(template);
    this.reading = new TransactionTemplate(transactions);
    // PostgreSQL reads with a cursor inside of a transaction only.
    this.reading.setReadOnly(true);
    this.fields = fields;
    this.sets = sets;
    this.events = events;
  }

  /**
   * What is wanted.
   *
   * @param of a set as {@code kind:name}, or everyone
   * @param mark whether the file begins with a byte order mark, which Excel wants
   */
  record Wanted(@Nullable String of, char delimiter, boolean mark) {

    static Wanted of(Map<String, String> parameters) {
      String of = parameters.getOrDefault("of", "").strip();
      char delimiter =
          switch (parameters.getOrDefault("delimiter", "")) {
            case "", ",", "comma" -> ',';
            case ";", "semicolon" -> ';';
            case "\t", "\\t", "tab" -> '\t';
            case "|", "pipe" -> '|';
            default -> throw refused("delimiter", "must be one of comma, semicolon, tab, pipe");
          };
      boolean mark =
          switch (parameters.getOrDefault("bom", "")) {
            case "", "false" -> false;
            case "true", "on" -> true;
            default -> throw refused("bom", "must be true or false");
          };
      return new Wanted(of.isEmpty() || of.equals("everyone") ? null : of, delimiter, mark);
    }
  }

  /** An export that can begin; closed when it is over, whether it was written or not. */
  final class Ready implements AutoCloseable {

    private final Wanted wanted;
    private final ContactSets.@Nullable Query query;
    private final List<ContactField> columns;

    private Ready(Wanted wanted, ContactSets.@Nullable Query query) {
      this.wanted = wanted;
      this.query = query;
      this.columns = fields.all();
    }

    void writeTo(OutputStream out) throws IOException {
      Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
      if (wanted.mark()) {
        writer.write('\uFEFF');
      }
      CsvWriter csv = CsvWriter.builder().fieldSeparator(wanted.delimiter()).build(writer);
      csv.writeRecord(
          Stream.of(
                  PROFILE.stream(),
                  Stream.of("createdAt", "changedAt"),
                  columns.stream().map(ContactField::name))
              .flatMap(names -> names)
              .toList());
      reading.executeWithoutResult(status -> rows(csv));
      csv.flush();
      writer.flush();
    }

    private void rows(CsvWriter csv) {
      Map<String, Object> parameters = new HashMap<>();
      String among = "";
      if (query != null) {
        parameters.putAll(query.parameters());
        among = " WHERE id IN (" + query.sql() + ")";
      }
      jdbc.query(
          "SELECT external_id, email, phone, locale, time_zone, score, created_at, changed_at,"
              + " attributes FROM contact"
              + among
              + " ORDER BY id",
          parameters,
          (RowCallbackHandler) row -> csv.writeRecord(cells(row, columns)));
    }

    @Override
    public void close() {
      places.release();
    }
  }

  /**
   * Says no while nothing was written yet; what is answered must be closed.
   *
   * @throws Rejected when the set is unknown, or others are exporting
   */
  Ready prepare(Wanted wanted) {
    ContactSets.Query query = wanted.of() == null ? null : find(wanted.of());
    if (!places.tryAcquire()) {
      throw new Rejected(
          429, "export-busy", "Two exports are running already; try again when one is over.");
    }
    try {
      events.publishEvent(
          new Audited("contacts.exported", wanted.of() == null ? "everyone" : wanted.of()));
      return new Ready(wanted, query);
    } catch (RuntimeException e) {
      places.release();
      throw e;
    }
  }

  private ContactSets.Query find(String of) {
    int colon = of.indexOf(':');
    String kind = colon < 0 ? of : of.substring(0, colon);
    String name = colon < 0 ? "" : of.substring(colon + 1);
    return sets.stream()
        .filter(one -> one.kind().equals(kind))
        .flatMap(one -> one.find(name).stream())
        .findFirst()
        .orElseThrow(
            () ->
                refused(
                    "of",
                    "must be everyone or a set of contacts that exists, as kind:name; '"
                        + of
                        + "' is none"));
  }

  private static Rejected refused(String field, String problem) {
    return new Rejected(
            422, "export-invalid", "Nothing was exported: " + field + " " + problem + ".")
        .with(field, problem);
  }

  private static List<String> cells(ResultSet row, List<ContactField> columns) throws SQLException {
    List<String> cells = new ArrayList<>();
    for (String column : List.of("external_id", "email", "phone", "locale", "time_zone")) {
      String text = row.getString(column);
      cells.add(text == null ? "" : SafeCell.of(text));
    }
    cells.add(row.getString("score"));
    cells.add(row.getTimestamp("created_at").toInstant().toString());
    cells.add(row.getTimestamp("changed_at").toInstant().toString());
    Map<String, Object> attributes = attributes(row.getString("attributes"));
    columns.forEach(field -> cells.add(cell(attributes.get(field.name()))));
    return cells;
  }

  /** Numbers and truths cannot be formulas; everything else is made safe. */
  static String cell(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof Number number) {
      return new BigDecimal(number.toString()).toPlainString();
    }
    if (value instanceof Boolean) {
      return value.toString();
    }
    if (value instanceof List<?> list && list.stream().allMatch(ContactExport::isPlain)) {
      return SafeCell.of(list.stream().map(String::valueOf).collect(Collectors.joining("|")));
    }
    return SafeCell.of(value instanceof String text ? text : json(value));
  }

  private static boolean isPlain(@Nullable Object one) {
    return one instanceof String text && !text.isBlank() && text.indexOf('|') < 0;
  }

  private static String json(Object value) {
    try {
      return Contacts.JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("read from jsonb, so it can be written", e);
    }
  }

  private static Map<String, Object> attributes(String json) throws SQLException {
    try {
      return Contacts.JSON.readValue(json, ATTRIBUTES);
    } catch (JsonProcessingException e) {
      throw new SQLException("attributes that are no JSON object", e);
    }
  }

  /** Sends the file as the answer of a request. */
  void send(Wanted wanted, HttpServletResponse response) throws IOException {
    try (Ready ready = prepare(wanted)) {
      response.setContentType("text/csv");
      response.setCharacterEncoding(StandardCharsets.UTF_8.name());
      response.setHeader("Content-Disposition", "attachment; filename=\"contacts.csv\"");
      response.setHeader("Cache-Control", "no-store");
      ready.writeTo(response.getOutputStream());
    } catch (UncheckedIOException e) {
      throw e.getCause(); // the reader went away
    }
  }
}
