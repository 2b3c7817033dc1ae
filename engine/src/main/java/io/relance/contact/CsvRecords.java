package io.relance.contact;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a part of a CSV file (UTF-8) into its records and knows at which byte and line each begins,
 * so that reading can stop anywhere and go on later. A record that cannot be cut is told alone; the
 * next one begins on the next line.
 */
public final class CsvRecords {

  /** How long one line, and one record of several lines, may be. */
  static final int LONGEST = 1024 * 1024;

  private final byte[] part;
  private final boolean last;
  private final char delimiter;
  private final Quoting quoting;
  private int position;
  private long line;

  /**
   * @param last whether the file ends with this part
   * @param line the number of the line that the part begins with, from 1
   */
  public CsvRecords(byte[] part, boolean last, char delimiter, long line) {
    this(part, last, delimiter, Quoting.DOUBLE, line);
  }

  CsvRecords(byte[] part, boolean last, char delimiter, Quoting quoting, long line) {
    this.part = part;
    this.last = last;
    this.delimiter = delimiter;
    this.quoting = quoting;
    this.line = line;
  }

  /** One record as it stands in the file, without its line end. */
  public record CsvRecord(long line, String text, boolean unclosed) {}

  /** The byte that the next record begins with. */
  public int position() {
    return position;
  }

  /** Goes on at this byte, which must begin a record. */
  void skipTo(int byteOfPart) {
    position = byteOfPart;
  }

  /** The line that the next record begins with. */
  public long line() {
    return line;
  }

  /** The next record that is not empty; null when this part holds no more complete one. */
  public @Nullable CsvRecord next() {
    while (position < part.length) {
      Cut cut = cut();
      if (cut == null) {
        return null;
      }
      CsvRecord record =
          new CsvRecord(
              line,
              new String(part, position, cut.end() - position, StandardCharsets.UTF_8),
              cut.unclosed());
      position = cut.next();
      line += cut.lines();
      if (!record.text().isEmpty()) {
        return record;
      }
    }
    return null;
  }

  private record Cut(int end, int next, int lines, boolean unclosed) {}

  private @Nullable Cut cut() {
    byte quote = (byte) quoting.sign();
    boolean quotes = quoting != Quoting.NONE;
    boolean quoted = false;
    boolean fieldStart = true;
    int lines = 0;
    int i = position;
    for (; i < part.length && i - position <= LONGEST; i++) {
      byte b = part[i];
      if (quoted) {
        if (b == quote && at(i + 1) == quote) {
          i++;
        } else if (b == quote) {
          quoted = false;
        } else if (endsLine(i)) {
          lines++;
        }
      } else if (b == '\n' || b == '\r') {
        int next = b == '\r' && at(i + 1) == '\n' ? i + 2 : i + 1;
        return complete(i, next, lines + 1, false);
      } else {
        quoted = quotes && fieldStart && b == quote;
        fieldStart = b == delimiter;
      }
    }
    if (i < part.length || (last && quoted)) {
      return firstLine();
    }
    return last ? new Cut(part.length, part.length, lines + 1, false) : null;
  }

  /** What a quote opened and nobody closed: only its first line is lost. */
  private @Nullable Cut firstLine() {
    int end = position;
    while (end < part.length && part[end] != '\n' && part[end] != '\r') {
      end++;
    }
    if (end == part.length) {
      return last ? new Cut(end, end, 1, true) : null;
    }
    return complete(end, part[end] == '\r' && at(end + 1) == '\n' ? end + 2 : end + 1, 1, true);
  }

  /** At the very end of a part one cannot know whether a line feed follows. */
  private @Nullable Cut complete(int end, int next, int lines, boolean unclosed) {
    return next >= part.length && !last ? null : new Cut(end, next, lines, unclosed);
  }

  private boolean endsLine(int i) {
    return part[i] == '\n' || (part[i] == '\r' && at(i + 1) != '\n');
  }

  private int at(int i) {
    return i < part.length ? part[i] : -1;
  }
}
