package io.relance.journey.check;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns bytes into text. The engine decodes the same bytes again, so only what no two parsers can
 * read differently is accepted: a byte order mark that agrees with the declaration, or none and an
 * encoding that leaves ASCII as it is.
 */
final class Decoding {

  private static final Pattern DECLARATION =
      Pattern.compile(
          "<\\?xml\\s+version\\s*=\\s*[\"']([^\"']*)[\"']"
              + "(?:\\s+encoding\\s*=\\s*[\"']([^\"']*)[\"'])?");
  private static final byte[] UTF_8_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final byte[] UTF_16BE_MARK = {(byte) 0xFE, (byte) 0xFF};
  private static final byte[] UTF_16LE_MARK = {(byte) 0xFF, (byte) 0xFE};

  private Decoding() {}

  static String decode(byte[] bytes) {
    if (startsWith(bytes, UTF_8_MARK)) {
      return decode(bytes, 3, StandardCharsets.UTF_8, List.of("UTF-8"));
    }
    if (startsWith(bytes, UTF_16BE_MARK)) {
      return decode(bytes, 2, StandardCharsets.UTF_16BE, List.of("UTF-16", "UTF-16BE"));
    }
    if (startsWith(bytes, UTF_16LE_MARK)) {
      return decode(bytes, 2, StandardCharsets.UTF_16LE, List.of("UTF-16", "UTF-16LE"));
    }
    String head = new String(bytes, 0, Math.min(bytes.length, 200), StandardCharsets.ISO_8859_1);
    return switch (declared(head, "UTF-8")) {
      case "UTF-8" -> decode(bytes, 0, StandardCharsets.UTF_8, List.of("UTF-8"));
      case "US-ASCII" -> decode(bytes, 0, StandardCharsets.US_ASCII, List.of("US-ASCII"));
      case "ISO-8859-1" -> decode(bytes, 0, StandardCharsets.ISO_8859_1, List.of("ISO-8859-1"));
      default -> throw new NotBpmn(Rule.ENCODING);
    };
  }

  private static String decode(byte[] bytes, int from, Charset charset, List<String> names) {
    String text;
    try {
      ByteBuffer rest = ByteBuffer.wrap(bytes, from, bytes.length - from);
      text = charset.newDecoder().decode(rest).toString();
    } catch (CharacterCodingException notThatEncoding) {
      throw new NotBpmn(Rule.ENCODING);
    }
    if (!names.contains(declared(text, names.get(0)))) {
      throw new NotBpmn(Rule.ENCODING);
    }
    return text;
  }

  private static String declared(String text, String otherwise) {
    Matcher declaration = DECLARATION.matcher(text);
    if (!declaration.lookingAt()) {
      return otherwise;
    }
    // XML 1.1 has other line ends and lets control characters in
    if (!declaration.group(1).equals("1.0")) {
      throw new NotBpmn(Rule.ENCODING);
    }
    String encoding = declaration.group(2);
    return encoding == null ? otherwise : encoding.toUpperCase(Locale.ROOT);
  }

  private static boolean startsWith(byte[] bytes, byte[] mark) {
    return bytes.length >= mark.length
        && Arrays.equals(bytes, 0, mark.length, mark, 0, mark.length);
  }
}
