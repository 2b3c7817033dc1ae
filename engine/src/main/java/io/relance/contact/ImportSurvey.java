package io.relance.contact;

import io.relance.contact.CsvRecords.CsvRecord;
import io.relance.contact.ImportPlan.Column;
import io.relance.core.Rejected;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks once through a whole file before it is accepted: keeps the limits, reads the header, and
 * finds of what type the values of new columns are.
 */
final class ImportSurvey {

  /** How much of a file is in memory at a time; more than the longest record. */
  static final int PART = 4 * CsvRecords.LONGEST;

  static final int MOST_ROWS = 1_000_000;

  /** What the values of a new column may be, besides texts. */
  static final Set<FieldType> GUESSED = Set.of(FieldType.BOOLEAN, FieldType.NUMBER, FieldType.DATE);

  static final int MOST_COLUMNS = 500;
  private static final int MOST_UNCLOSED = 100;

  private final ImportRequest request;
  private final Map<String, ContactField> known;
  private long rows;
  private int unclosed;

  private ImportSurvey(ImportRequest request, Map<String, ContactField> known) {
    this.request = request;
    this.known = known;
  }

  /** What was found; the rows begin at this byte and this line. */
  record Finding(ImportPlan plan, long bodyStart, long bodyLine) {}

  private record Header(
      char delimiter,
      Quoting quoting,
      List<String> names,
      List<@Nullable String> fields,
      List<@Nullable Set<FieldType>> guesses,
      long end,
      long nextLine) {}

  static Finding of(Path file, ImportRequest request, Map<String, ContactField> known) {
    return new ImportSurvey(request, known).look(file);
  }

  private Finding look(Path file) {
    try (FileChannel channel = FileChannel.open(file)) {
      Header found = readHeader(channel);
      read(
          channel,
          found.end(),
          found.nextLine(),
          found.delimiter(),
          found.quoting(),
          record -> count(found, record));
      return new Finding(plan(found), found.end(), found.nextLine());
    } catch (IOException e) {
      throw new UncheckedIOException("the uploaded file cannot be read", e);
    }
  }

  private Header readHeader(FileChannel channel) throws IOException {
    byte[] part = part(channel, 0);
    ImportShape shape = ImportShape.of(part, part.length == channel.size(), request);
    if (shape.names().isEmpty()) {
      throw ImportRequest.refused("file", shape.problem());
    }
    List<@Nullable String> fields = fields(shape.names());
    List<@Nullable Set<FieldType>> guesses = new ArrayList<>();
    for (String field : fields) {
      guesses.add(isGuessed(field) ? EnumSet.copyOf(GUESSED) : null);
    }
    return new Header(
        shape.delimiter(),
        shape.quoting(),
        shape.names(),
        fields,
        guesses,
        shape.bodyStart(),
        shape.bodyLine());
  }

  private boolean isGuessed(@Nullable String field) {
    return isNew(field) && !request.types().containsKey(field);
  }

  private boolean isNew(@Nullable String field) {
    return field != null
        && !field.equals("externalId")
        && !ContactInput.PROFILE.contains(field)
        && !known.containsKey(field);
  }

  private List<@Nullable String> fields(List<String> names) {
    if (names.size() > MOST_COLUMNS) {
      throw ImportRequest.refused("file", "has more than 500 columns");
    }
    for (String column : request.mapping().keySet()) {
      if (!names.contains(column)) {
        throw ImportRequest.refused(
            "mapping", "names a column that the file does not have: " + column);
      }
    }
    List<@Nullable String> fields = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (int i = 0; i < names.size(); i++) {
      String field = request.isPlaced(i) ? placed(request.places().get(i)) : field(names.get(i));
      if (field != null && !taken.add(field)) {
        throw ImportRequest.refused("file", "has more than one column for " + field);
      }
      fields.add(field);
    }
    if (!taken.contains("externalId")) {
      throw ImportRequest.refused(
          "file",
          "has no column externalId; if it has another name, say so with mapping=name=externalId");
    }
    return fields;
  }

  private @Nullable String placed(@Nullable String field) {
    if (field == null || field.isEmpty()) {
      return null;
    }
    boolean named = field.equals("externalId") || ContactInput.PROFILE.contains(field);
    return named ? field : attribute(field, field);
  }

  private @Nullable String field(String column) {
    String mapped = request.mapping().getOrDefault(column, column);
    if (mapped.isEmpty() && request.mapping().containsKey(column)) {
      return null;
    }
    for (String own : List.of("externalId", "email", "phone", "locale", "timeZone")) {
      if (own.equalsIgnoreCase(mapped)) {
        return own;
      }
    }
    return attribute(mapped, column);
  }

  private String attribute(String mapped, String column) {
    if (ContactFields.isReserved(mapped) || !ContactFields.isName(mapped)) {
      throw ImportRequest.refused(
          "file",
          "has a column '"
              + column.substring(0, Math.min(80, column.length()))
              + "' that cannot name a field; give it one with mapping=column=field, or leave it out"
              + " with mapping=column=");
    }
    if (!known.containsKey(mapped) && !request.createFields()) {
      throw ImportRequest.refused(
          "file",
          "has a column '"
              + mapped
              + "' that is no known field; ask with createFields=true to create it");
    }
    return mapped;
  }

  /** Reads records part by part, from a byte that begins one. */
  static void read(
      FileChannel channel, long from, long line, char delimiter, Consumer<CsvRecord> each)
      throws IOException {
    read(channel, from, line, delimiter, Quoting.DOUBLE, each);
  }

  static void read(
      FileChannel channel,
      long from,
      long line,
      char delimiter,
      Quoting quoting,
      Consumer<CsvRecord> each)
      throws IOException {
    long position = from;
    long at = line;
    while (position < channel.size()) {
      byte[] part = part(channel, position);
      CsvRecords records =
          new CsvRecords(part, position + part.length == channel.size(), delimiter, quoting, at);
      for (CsvRecord record = records.next(); record != null; record = records.next()) {
        each.accept(record);
      }
      if (records.position() == 0) {
        throw ImportRequest.refused("file", "has a line longer than 1 MiB: line " + at);
      }
      position += records.position();
      at = records.line();
    }
  }

  static byte[] part(FileChannel channel, long from) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(PART, channel.size() - from));
    while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) >= 0) {
      // until the part is full
    }
    return buffer.array();
  }

  private void count(Header header, CsvRecord record) {
    if (++rows > MOST_ROWS) {
      throw tooMany();
    }
    if (record.text().length() > CsvRecords.LONGEST) {
      throw ImportRequest.refused("file", "has a line longer than 1 MiB: line " + record.line());
    }
    if (record.unclosed() && ++unclosed > MOST_UNCLOSED) {
      throw ImportRequest.refused(
          "file", "has quotes that do not pair up, for instance on line " + record.line());
    }
    if (header.guesses().stream().anyMatch(guess -> guess != null)) {
      CsvCells.of(record.text(), header.delimiter(), header.quoting())
          .filter(cells -> cells.size() == header.names().size())
          .ifPresent(cells -> narrow(header.guesses(), cells));
    }
  }

  static Rejected tooMany() {
    return new Rejected(
        413, "too-large", "A file may hold up to 1,000,000 rows; divide it into several.");
  }

  private void narrow(List<@Nullable Set<FieldType>> guesses, List<String> cells) {
    narrow(guesses, cells, request.format());
  }

  /** Takes from each guess the types that the cell is not of. */
  static void narrow(
      List<@Nullable Set<FieldType>> guesses, List<String> cells, CellFormat format) {
    for (int i = 0; i < cells.size(); i++) {
      Set<FieldType> guess = guesses.get(i);
      String cell = cells.get(i).strip();
      if (guess != null && !cell.isEmpty()) {
        guess.add(FieldType.TEXT); // there is at least one value
        guess.removeIf(type -> !type.maybe(cell, format));
      }
    }
  }

  private ImportPlan plan(Header header) {
    Map<Integer, Column> columns = new LinkedHashMap<>();
    for (int i = 0; i < header.names().size(); i++) {
      String field = header.fields().get(i);
      Set<FieldType> guess = header.guesses().get(i);
      ContactField declared = field == null || guess != null ? null : known.get(field);
      FieldType type = declared != null ? declared.type() : typeOf(field, guess);
      columns.put(i, new Column(header.names().get(i), field, type, declared));
    }
    return new ImportPlan(
        header.delimiter(),
        List.copyOf(columns.values()),
        request.consents(),
        request.proof(),
        request.dryRun(),
        request.format(),
        header.quoting());
  }

  private @Nullable FieldType typeOf(@Nullable String field, @Nullable Set<FieldType> guess) {
    return guess != null ? type(guess) : field == null ? null : request.types().get(field);
  }

  /** A column without any value is text, as is one whose values are of no narrower type. */
  static FieldType type(Set<FieldType> guess) {
    return guess.contains(FieldType.TEXT) && guess.size() > 1
        ? guess.stream().filter(type -> type != FieldType.TEXT).findFirst().orElseThrow()
        : FieldType.TEXT;
  }
}
