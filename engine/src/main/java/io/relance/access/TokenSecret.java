package io.relance.access;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.zip.CRC32;

/**
 * The text that a caller presents: {@code rl_<prefix>_<secret>_<checksum>}. The prefix names the
 * token in lists and logs; the checksum lets secret scanners recognise a leaked one.
 *
 * @param prefix harmless to show
 */
record TokenSecret(String prefix, String text) {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String ALPHABET =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

  static TokenSecret random() {
    String prefix = letters(8);
    String body = "rl_" + prefix + "_" + letters(32);
    return new TokenSecret(prefix, body + "_" + checksum(body));
  }

  /** A secret somebody else made up; nothing of it may show in its prefix. */
  static TokenSecret chosen(String text) {
    return new TokenSecret(HexFormat.of().formatHex(hash(text), 0, 4), text);
  }

  static boolean wellFormed(String text) {
    int end = text.lastIndexOf('_');
    return text.matches("rl_[0-9a-zA-Z]{8}_[0-9a-zA-Z]{32}_[0-9a-z]{7}")
        && text.substring(end + 1).equals(checksum(text.substring(0, end)));
  }

  /** Plain SHA-256 is enough: the secret has 190 random bits, nobody guesses it from its hash. */
  static byte[] hash(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  private static String letters(int n) {
    return RANDOM
        .ints(n, 0, ALPHABET.length())
        .collect(StringBuilder::new, (s, i) -> s.append(ALPHABET.charAt(i)), StringBuilder::append)
        .toString();
  }

  private static String checksum(String body) {
    var crc = new CRC32();
    crc.update(body.getBytes(StandardCharsets.UTF_8));
    String digits = BigInteger.valueOf(crc.getValue()).toString(36);
    return "0".repeat(7 - digits.length()) + digits;
  }

  @Override
  public String toString() {
    return "rl_" + prefix + "_…";
  }
}
