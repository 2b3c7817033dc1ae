package io.relance.content;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps values apart from the text around them. While a template is rendered and its Markdown is
 * read, a value is a run of hexadecimal digits between two private-use characters, which mean
 * nothing to anybody; only then is it filled in, escaped for the place where it stands. So no value
 * can ever become Liquid, Markdown, HTML or a link.
 */
final class Slots {

  private static final char START = '\uE000';
  private static final char END = '\uE001';
  private static final Pattern SLOT = Pattern.compile(START + "([0-9a-f]*)" + END);
  private static final Pattern RESERVED = Pattern.compile("[\uE000-\uE00F]");
  private static final ObjectMapper JSON = new ObjectMapper();

  private Slots() {}

  /** Takes out of a template or a value what only this class may write. */
  static String clean(String text) {
    return RESERVED.matcher(text).replaceAll("");
  }

  static String text(@Nullable Object value) {
    return encode(show(value));
  }

  static String json(@Nullable Object value) {
    return encode(write(value));
  }

  private static String encode(String value) {
    return START + HexFormat.of().formatHex(value.getBytes(StandardCharsets.UTF_8)) + END;
  }

  private static String show(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    if (value instanceof Object[] list) {
      return show(Arrays.asList(list));
    }
    if (value instanceof Collection<?> list) {
      return list.stream().map(Slots::show).collect(Collectors.joining(", "));
    }
    return value instanceof Map<?, ?> ? write(value) : value.toString();
  }

  private static String write(@Nullable Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new Unrenderable("a value cannot be written as JSON: " + e.getOriginalMessage());
    }
  }

  static String fill(String rendered, UnaryOperator<String> escape) {
    return SLOT.matcher(rendered)
        .replaceAll(slot -> Matcher.quoteReplacement(escape.apply(decode(slot))));
  }

  /** Fills JSON: inside a string literal a value is escaped, elsewhere it is a literal itself. */
  static String fillJson(String rendered) {
    StringBuilder filled = new StringBuilder(rendered.length());
    boolean quoted = false;
    for (int i = 0; i < rendered.length(); i++) {
      char c = rendered.charAt(i);
      if (c == START) {
        int end = rendered.indexOf(END, i);
        String literal = decodeHex(rendered.substring(i + 1, end));
        filled.append(quoted ? inString(literal) : literal);
        i = end;
        continue;
      }
      if (c == '\\' && quoted && i + 1 < rendered.length() && rendered.charAt(i + 1) != START) {
        filled.append(c).append(rendered.charAt(++i));
        continue;
      }
      if (c == '"') {
        quoted = !quoted;
      }
      filled.append(c);
    }
    return filled.toString();
  }

  private static String inString(String literal) {
    String string =
        literal.startsWith("\"") ? literal : write(literal.equals("null") ? "" : literal);
    return string.substring(1, string.length() - 1);
  }

  static boolean onlyEmpty(String text) {
    return SLOT.matcher(text).find() && fill(text, value -> value).isBlank();
  }

  private static String decode(MatchResult slot) {
    return decodeHex(slot.group(1));
  }

  private static String decodeHex(String hex) {
    return new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
  }
}
