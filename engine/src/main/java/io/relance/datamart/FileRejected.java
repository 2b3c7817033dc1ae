package io.relance.datamart;

import io.relance.core.Rejected;
import java.util.List;

/** A file that is refused as a whole; pages say why in the reader's language. */
final class FileRejected extends Rejected {

  private static final long serialVersionUID = 1;

  private final String code;
  private final transient List<Object> arguments;
  private final String problem;

  private FileRejected(String code, String problem, Object... arguments) {
    super(422, "file-invalid", "Nothing was stored: the file " + problem + ".");
    this.code = code;
    this.arguments = List.of(arguments);
    this.problem = problem;
  }

  static FileRejected empty() {
    return new FileRejected("empty", "is empty");
  }

  static FileRejected tooLarge(long megabytes) {
    return new FileRejected(
        "too-large", "is larger than %d MB; divide it".formatted(megabytes), megabytes);
  }

  static FileRejected noCsv() {
    return new FileRejected(
        "no-csv", "is a ZIP archive or a spreadsheet; save it as CSV and upload that");
  }

  static FileRejected columns(String table, String wrong, String known) {
    return new FileRejected(
        "columns",
        "has columns that '%s' does not know: %s. It knows: %s".formatted(table, wrong, known),
        table,
        wrong,
        known);
  }

  static FileRejected twice() {
    return new FileRejected("twice", "names a column twice in its first line");
  }

  static FileRejected noKey() {
    return new FileRejected(
        "no-key", "has no column key, which says what each row is called in its source");
  }

  /** The key of the sentence for people, below {@code mart.file}. */
  String code() {
    return code;
  }

  Object[] arguments() {
    return arguments.toArray();
  }

  @Override
  public List<Detail> details() {
    return List.of(new Detail("file", problem));
  }
}
