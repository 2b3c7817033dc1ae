package io.relance.contact;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** By which sign a file keeps delimiters and line ends inside a cell. */
enum Quoting {
  DOUBLE('"'),
  SINGLE('\''),
  NONE('\0');

  private final char sign;

  Quoting(char sign) {
    this.sign = sign;
  }

  /** NUL where there is none: a row with that sign is refused anyway. */
  char sign() {
    return sign;
  }

  @JsonValue
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  @JsonCreator
  static Quoting of(String word) {
    return known(word).orElseThrow();
  }

  static Optional<Quoting> known(String word) {
    return Arrays.stream(values()).filter(quoting -> quoting.word().equals(word)).findFirst();
  }

  /** The sign that the first lines of a file stand in; double quotes where none is seen. */
  static Quoting detect(List<String> lines, char delimiter) {
    String all = String.join("\n", lines);
    if (all.indexOf(DOUBLE.sign) >= 0) {
      return DOUBLE;
    }
    boolean single =
        all.contains("'" + delimiter + "'") || lines.stream().anyMatch(Quoting::isInSingles);
    return single ? SINGLE : DOUBLE;
  }

  private static boolean isInSingles(String line) {
    return line.length() > 1 && line.startsWith("'") && line.endsWith("'");
  }
}
