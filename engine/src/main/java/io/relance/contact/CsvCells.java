package io.relance.contact;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes one record of a CSV file apart. */
public final class CsvCells {

  private CsvCells() {}

  /** The cells; nothing when the quotes of the record are not well formed. */
  public static Optional<List<String>> of(String record, char delimiter) {
    return of(record, delimiter, Quoting.DOUBLE);
  }

  static Optional<List<String>> of(String record, char delimiter, Quoting quoting) {
    // Most rows hold no quote, and a reader for each costs more than all the rest of the row.
    if (quoting == Quoting.NONE || record.indexOf(quoting.sign()) < 0) {
      return Optional.of(split(record, delimiter));
    }
    try {
      return Optional.of(
          CsvReader.builder()
              .fieldSeparator(delimiter)
              .quoteCharacter(quoting.sign())
              .ofSingleCsvRecord(record)
              .getFields());
    } catch (CsvParseException e) {
      return Optional.empty();
    }
  }

  private static List<String> split(String record, char delimiter) {
    List<String> cells = new ArrayList<>();
    int from = 0;
    for (int at = record.indexOf(delimiter); at >= 0; at = record.indexOf(delimiter, from)) {
      cells.add(record.substring(from, at));
      from = at + 1;
    }
    cells.add(record.substring(from));
    return cells;
  }

  /** The sign that divides the columns, judged by the header line. */
  public static char detect(String header) {
    char best = ',';
    long most = 0;
    for (char candidate : new char[] {',', ';', '\t', '|'}) {
      long count = outsideQuotes(header, candidate);
      if (count > most) {
        most = count;
        best = candidate;
      }
    }
    return best;
  }

  private static long outsideQuotes(String text, char sought) {
    boolean quoted = false;
    long count = 0;
    for (char c : text.toCharArray()) {
      if (c == '"') {
        quoted = !quoted;
      } else if (c == sought && !quoted) {
        count++;
      }
    }
    return count;
  }
}
