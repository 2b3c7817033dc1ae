package io.relance.score;

import io.relance.contact.WellFormed;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What people type into a cell, as FEEL: in columns of texts, single words need no quotation marks;
 * in columns of dates, dates are written as they are.
 */
final class Cells {

  private static final Pattern BARE =
      Pattern.compile("[\\p{L}\\p{N}_/#@][\\p{L}\\p{N}\\p{M} _.:/#@-]*");
  private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
  private static final Pattern DAY =
      Pattern.compile("(?<![\\w\"-])(\\d{4}-\\d{2}-\\d{2})(?![\\w\"-])");
  private static final List<String> WORDS = List.of("null", "true", "false");

  private Cells() {}

  /** Whether a text can be kept in a file of XML as it is. */
  static boolean writable(String text) {
    return WellFormed.text(text)
        && text.chars()
            .allMatch(c -> (c >= 0x20 && c < 0xFFFE) || c == '\t' || c == '\n' || c == '\r');
  }

  static String feel(String typed, Column.Kind kind) {
    String text = typed.strip();
    if (text.isEmpty() || text.equals("-")) {
      return "";
    }
    return switch (kind) {
      case TEXT -> quoted(text);
      case DATE -> text.contains("\"") ? text : DAY.matcher(text).replaceAll("date(\"$1\")");
      case NUMBER, BOOLEAN -> text;
    };
  }

  /** Quotation marks around what stands bare, where there is nothing else. */
  private static String quoted(String text) {
    List<String> parts = new ArrayList<>();
    Matcher quoted = QUOTED.matcher(text);
    StringBuilder rest = new StringBuilder();
    // Commas inside quotation marks part nothing.
    int last = 0;
    List<String> held = new ArrayList<>();
    while (quoted.find()) {
      rest.append(text, last, quoted.start()).append('\u0001').append(held.size()).append('\u0001');
      held.add(quoted.group());
      last = quoted.end();
    }
    rest.append(text.substring(last));
    for (String part : rest.toString().split(",", -1)) {
      String one = part.strip();
      if (one.matches("\u0001\\d+\u0001")) {
        parts.add(held.get(Integer.parseInt(one.substring(1, one.length() - 1))));
      } else if (BARE.matcher(one).matches() && !WORDS.contains(one)) {
        parts.add('"' + one + '"');
      } else {
        return text;
      }
    }
    return String.join(", ", parts);
  }
}
