package io.relance.contact;

import io.relance.contact.CsvRecords.CsvRecord;
import io.relance.core.Rejected;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Files;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An uploaded file that names contacts: one external id per line, or CSV with a column {@code
 * externalId} and perhaps {@code objectId}; other columns are not read, so that the file of an
 * import will do.
 */
public final class NamedContacts implements Closeable {

  private static final int LONGEST = 200;

  private final ImportFile file;
  private final boolean lines;
  private long count;

  private NamedContacts(ImportFile file, boolean lines) {
    this.file = file;
    this.lines = lines;
  }

  /** How the file names them. */
  public enum Form {
    LINES,
    CSV,
    /** CSV when its first line names the column, else one id per line. */
    EITHER
  }

  /** Somebody as the file names them. */
  public record Named(String externalId, @Nullable String objectId) {}

  /**
   * Takes the whole file in.
   *
   * @param encoding the caller's word for it, empty to have it found
   * @throws Rejected when it cannot be read at all
   */
  public static NamedContacts receive(InputStream in, String encoding, Form form) {
    ImportFile file = ImportFile.receive(in, charset(encoding.strip()));
    try {
      return new NamedContacts(file, form == Form.LINES || (form == Form.EITHER && isList(file)));
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /**
   * Tells everybody in the order of the file.
   *
   * @throws Rejected when there are too many, or a line cannot be understood
   */
  public void forEach(Consumer<Named> each) {
    count = 0;
    try {
      if (lines) {
        readLines(each);
      } else {
        readCsv(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the uploaded file cannot be read", e);
    }
  }

  @Override
  public void close() {
    file.close();
  }

  private void readLines(Consumer<Named> each) throws IOException {
    try (Reader reader = Files.newBufferedReader(file.path())) {
      StringBuilder line = new StringBuilder();
      for (int c = reader.read(); c >= 0; c = reader.read()) {
        if (c == '\n' || c == '\r') {
          tell(line.toString(), null, each);
          line.setLength(0);
        } else if (line.length() <= 2 * LONGEST) {
          line.append((char) c);
        }
      }
      tell(line.toString(), null, each);
    }
  }

  private void readCsv(Consumer<Named> each) throws IOException {
    try (FileChannel channel = FileChannel.open(file.path())) {
      byte[] part = ImportSurvey.part(channel, 0);
      CsvRecords records = new CsvRecords(part, part.length == channel.size(), ',', 1);
      CsvRecord header = records.next();
      String text = header == null ? "" : header.text();
      char delimiter = CsvCells.detect(text);
      List<String> names = cells(text, delimiter);
      int id = column(names, "externalId");
      int object = column(names, "objectId");
      if (id < 0) {
        throw refused(
            "file-without-ids", "file", "has no column externalId; name it so in the first line");
      }
      ImportSurvey.read(
          channel,
          records.position(),
          records.line(),
          delimiter,
          record -> tell(record, delimiter, names.size(), id, object, each));
    }
  }

  private void tell(
      CsvRecord record, char delimiter, int columns, int id, int object, Consumer<Named> each) {
    List<String> cells = record.unclosed() ? List.of() : cells(record.text(), delimiter);
    if (cells.size() != columns) {
      throw badLine(record, "it does not have the columns that the first line names");
    }
    String thing = object < 0 ? "" : cells.get(object);
    if (thing.length() > LONGEST || !WellFormed.text(thing)) {
      throw badLine(record, "objectId must be a text of 1 to 200 characters");
    }
    tell(cells.get(id), thing.isEmpty() ? null : thing, each);
  }

  private void tell(String externalId, @Nullable String objectId, Consumer<Named> each) {
    String name = externalId.strip();
    if (name.isEmpty()) {
      return;
    }
    if (++count > ImportSurvey.MOST_ROWS) {
      throw ImportSurvey.tooMany();
    }
    each.accept(new Named(storable(name), objectId));
  }

  /** What cannot be an external id names nobody; it is kept in a form that can be shown. */
  private static String storable(String name) {
    String plain = WellFormed.text(name) ? name : name.replaceAll("[\\x00\\p{Cs}]", "?");
    return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST) + "…";
  }

  private static boolean isList(ImportFile file) {
    try (BufferedReader reader = Files.newBufferedReader(file.path())) {
      char[] start = new char[8192];
      int length = Math.max(0, reader.read(start));
      String first = new String(start, 0, length).lines().findFirst().orElse("");
      char delimiter = CsvCells.detect(first);
      return first.indexOf(delimiter) < 0 && column(cells(first, delimiter), "externalId") < 0;
    } catch (IOException e) {
      throw new UncheckedIOException("the uploaded file cannot be read", e);
    }
  }

  private static List<String> cells(String line, char delimiter) {
    return CsvCells.of(line, delimiter).orElse(List.of());
  }

  private static int column(List<String> names, String wanted) {
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).strip().equalsIgnoreCase(wanted)) {
        return i;
      }
    }
    return -1;
  }

  private static @Nullable Charset charset(String name) {
    try {
      return name.isEmpty() ? null : Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new Rejected(
              422,
              "file-invalid",
              "'" + name + "' is not an encoding such as UTF-8 or windows-1252")
          .with("encoding", "is not an encoding such as UTF-8 or windows-1252");
    }
  }

  /** The file names nobody at all. */
  public static Rejected empty() {
    return refused("file-empty", "file", "names no contact");
  }

  private static Rejected badLine(CsvRecord record, String problem) {
    return refused(
        "file-bad-line",
        "line " + record.line(),
        "cannot be understood on line " + record.line() + ": " + problem);
  }

  private static Rejected refused(String type, String field, String problem) {
    return new Rejected(422, type, "Nobody was enrolled: the file " + problem + ".")
        .with(field, problem);
  }
}
