package io.relance.datamart;

import io.relance.contact.CsvCells;
import io.relance.contact.CsvRecords;
import io.relance.contact.CsvRecords.CsvRecord;
import io.relance.datamart.NewRow.Refused;
import io.relance.datamart.TableRows.Written;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads CSV files into tables, a thousand rows at a time; what is refused is told by its line. */
@Component
class TableFiles {

  static final int LARGEST = 20 * 1024 * 1024;
  private static final int MOST_REASONS = 1_000;
  private static final int SHOWN = 500;

  private final TableRows rows;

  TableFiles(TableRows rows) {
    this.rows = rows;
  }

  /**
   * What became of a file.
   *
   * @param refused how many rows were not stored
   * @param reasons why, by line; at most a thousand of them
   */
  record Report(int created, int changed, int unchanged, int refused, List<Refused> reasons) {}

  Report read(Table table, InputStream file) throws IOException {
    byte[] bytes = file.readNBytes(LARGEST + 1);
    if (bytes.length > LARGEST) {
      throw FileRejected.tooLarge(LARGEST / 1024 / 1024);
    }
    return read(table, utf8(bytes));
  }

  private Report read(Table table, byte[] bytes) {
    CsvRecords records = new CsvRecords(bytes, true, ',', 1);
    CsvRecord first = records.next();
    if (first == null) {
      throw FileRejected.empty();
    }
    char delimiter = CsvCells.detect(first.text());
    List<String> header = header(first.text(), delimiter);
    check(table, header);
    CsvRecords body =
        new CsvRecords(
            Arrays.copyOfRange(bytes, records.position(), bytes.length),
            true,
            delimiter,
            records.line());
    return read(table, header, delimiter, body);
  }

  private Report read(Table table, List<String> header, char delimiter, CsvRecords body) {
    Counting counting = new Counting();
    List<Map<String, @Nullable Object>> batch = new ArrayList<>();
    List<Long> lines = new ArrayList<>();
    for (CsvRecord record = body.next(); record != null; record = body.next()) {
      List<String> cells =
          record.unclosed() ? List.of() : CsvCells.of(record.text(), delimiter).orElse(List.of());
      if (cells.size() != header.size()) {
        counting.refuse((int) record.line(), shortened(record.text()));
        continue;
      }
      Map<String, @Nullable Object> row = new HashMap<>();
      for (int i = 0; i < cells.size(); i++) {
        row.put(header.get(i), cells.get(i));
      }
      batch.add(row);
      lines.add(record.line());
      if (batch.size() == TableRows.MOST) {
        counting.add(rows.write(table, batch, true, 0), lines);
        batch.clear();
        lines.clear();
      }
    }
    if (!batch.isEmpty()) {
      counting.add(rows.write(table, batch, true, 0), lines);
    }
    return counting.report();
  }

  /** Refuses a file whose first line does not name columns of the table. */
  static void check(Table table, List<String> header) {
    Set<String> known = new HashSet<>(Set.of("key"));
    table.columns().forEach(column -> known.add(column.name()));
    if (table.link() == Link.CONTACT) {
      known.add("contact");
    } else if (table.link() == Link.TABLE) {
      known.add("parent");
    }
    List<String> wrong = header.stream().filter(name -> !known.contains(name)).toList();
    if (!wrong.isEmpty()) {
      throw FileRejected.columns(
          table.name(),
          String.join(", ", wrong.stream().map(TableFiles::shortened).toList()),
          String.join(", ", known.stream().sorted().toList()));
    }
    if (new HashSet<>(header).size() < header.size()) {
      throw FileRejected.twice();
    }
    if (!header.contains("key")) {
      throw FileRejected.noKey();
    }
  }

  /** What the first line of a file says the columns are. */
  static List<String> header(String line, char delimiter) {
    return CsvCells.of(line, delimiter).orElse(List.of()).stream().map(String::strip).toList();
  }

  private static String shortened(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }

  /** What is not UTF-8 is taken for what Excel writes in Western Europe. */
  private static byte[] utf8(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\ufeff") ? text.substring(1).getBytes(StandardCharsets.UTF_8) : bytes;
    } catch (CharacterCodingException e) {
      return new String(bytes, Charset.forName("windows-1252")).getBytes(StandardCharsets.UTF_8);
    }
  }

  private static final class Counting {

    private int created;
    private int changed;
    private int unchanged;
    private int refused;
    private final List<Refused> reasons = new ArrayList<>();

    void add(Written written, List<Long> lines) {
      created += written.created();
      changed += written.changed();
      unchanged += written.unchanged();
      refused += (int) written.refused().stream().mapToInt(Refused::place).distinct().count();
      for (Refused one : written.refused()) {
        note(
            Refused.of(
                lines.get(one.place()).intValue(),
                one.key(),
                one.field(),
                one.rule(),
                one.about()));
      }
    }

    void refuse(int line, String text) {
      refused++;
      note(Refused.of(line, null, text, Refusal.CELLS));
    }

    private void note(Refused one) {
      if (reasons.size() < MOST_REASONS) {
        reasons.add(one);
      }
    }

    Report report() {
      return new Report(created, changed, unchanged, refused, List.copyOf(reasons));
    }
  }
}
