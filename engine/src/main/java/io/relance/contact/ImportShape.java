package io.relance.contact;

import io.relance.contact.CsvRecords.CsvRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a file is written, as far as its beginning tells and nobody said otherwise.
 *
 * @param names of the columns; none when the file has no first line that could name any
 * @param problem why there are no names, for people; empty otherwise
 * @param bodyStart the byte that the rows begin at
 */
record ImportShape(
    char delimiter,
    Quoting quoting,
    boolean header,
    List<String> names,
    String problem,
    long bodyStart,
    long bodyLine) {

  private static final int LINES = 20;

  static ImportShape of(byte[] part, boolean whole, ImportRequest request) {
    List<String> lines = lines(part, whole);
    String first = lines.isEmpty() ? "" : lines.get(0);
    char delimiter = request.delimiter() != null ? request.delimiter() : CsvCells.detect(first);
    Quoting quoting =
        request.quoting() != null ? request.quoting() : Quoting.detect(lines, delimiter);
    CsvRecords records = new CsvRecords(part, whole, delimiter, quoting, 1);
    CsvRecord record = records.next();
    if (record == null || record.unclosed()) {
      return none(delimiter, quoting, request, "has no header line with the names of its columns");
    }
    Optional<List<String>> cells = CsvCells.of(record.text(), delimiter, quoting);
    if (cells.isEmpty()) {
      return none(delimiter, quoting, request, "has quotes in its header that do not pair up");
    }
    return request.header()
        ? new ImportShape(
            delimiter,
            quoting,
            true,
            cells.get().stream().map(name -> name.replace('\0', '\uFFFD').strip()).toList(),
            "",
            records.position(),
            records.line())
        : new ImportShape(delimiter, quoting, false, numbered(cells.get().size()), "", 0, 1);
  }

  private static ImportShape none(
      char delimiter, Quoting quoting, ImportRequest request, String problem) {
    return new ImportShape(delimiter, quoting, request.header(), List.of(), problem, 0, 1);
  }

  /** Columns that nobody named are called by their numbers. */
  private static List<String> numbered(int columns) {
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= columns; i++) {
      names.add(Integer.toString(i));
    }
    return names;
  }

  private static List<String> lines(byte[] part, boolean whole) {
    CsvRecords records = new CsvRecords(part, whole, ',', Quoting.NONE, 1);
    List<String> lines = new ArrayList<>();
    for (CsvRecord line = records.next();
        line != null && lines.size() < LINES;
        line = records.next()) {
      lines.add(line.text());
    }
    return lines;
  }
}
