package io.relance.score;

import java.util.List;

/**
 * A file that is no table of ours, with the line at fault.
 *
 * @see DmnReading
 */
final class DmnRefused extends Exception {

  private static final long serialVersionUID = 1;

  private final int line;
  private final String code;
  private final transient List<Object> arguments;

  DmnRefused(int line, String code, Object... arguments) {
    super(code + " in line " + line);
    this.line = line;
    this.code = code;
    this.arguments = List.of(arguments);
  }

  int line() {
    return line;
  }

  String code() {
    return code;
  }

  List<Object> arguments() {
    return arguments;
  }
}
