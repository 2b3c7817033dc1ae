package io.relance.content;

import io.relance.content.LinkToken.Kind;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Signs what the links in messages stand for, so that nobody can make one up. A token is version,
 * key, kind, message and link number, with 144 bits of HMAC-SHA256; the newest key signs, every
 * live key verifies.
 */
@Component
public class LinkTokens {

  private static final byte VERSION = 1;
  private static final int SIGNED = 21;
  private static final int SIGNATURE = 18;
  private static final int TEXT = (SIGNED + SIGNATURE) / 3 * 4;

  private final NavigableMap<Integer, byte[]> keys;

  @Autowired
  LinkTokens(LinkKeys keys) {
    this(keys.all());
  }

  /** With keys by their number, 1 to 255. */
  public LinkTokens(Map<Integer, byte[]> keys) {
    this.keys = new TreeMap<>(keys);
  }

  /** Writes a token that can stand in an address. */
  public String sign(LinkToken token) {
    Map.Entry<Integer, byte[]> key = keys.lastEntry();
    byte[] content =
        ByteBuffer.allocate(SIGNED)
            .put(VERSION)
            .put(key.getKey().byteValue())
            .put((byte) token.kind().ordinal())
            .putLong(token.message().getMostSignificantBits())
            .putLong(token.message().getLeastSignificantBits())
            .putShort((short) token.link())
            .array();
    byte[] whole = Arrays.copyOf(content, SIGNED + SIGNATURE);
    System.arraycopy(signature(key.getValue(), content), 0, whole, SIGNED, SIGNATURE);
    return Base64.getUrlEncoder().encodeToString(whole);
  }

  /** What a token stands for; empty unless it is of this kind and we signed it. */
  public Optional<LinkToken> verify(String text, Kind kind) {
    return verify(text).filter(token -> token.kind() == kind);
  }

  private Optional<LinkToken> verify(String text) {
    if (text.length() != TEXT || !text.chars().allMatch(LinkTokens::isUrlSafe)) {
      return Optional.empty();
    }
    byte[] whole = Base64.getUrlDecoder().decode(text);
    byte[] content = Arrays.copyOf(whole, SIGNED);
    byte[] key = keys.get(Byte.toUnsignedInt(content[1]));
    // A wrong key takes as long as a wrong signature.
    byte[] expected = signature(key == null ? keys.firstEntry().getValue() : key, content);
    byte[] given = Arrays.copyOfRange(whole, SIGNED, whole.length);
    if (!MessageDigest.isEqual(expected, given) || key == null) {
      return Optional.empty();
    }
    return read(ByteBuffer.wrap(content));
  }

  private static Optional<LinkToken> read(ByteBuffer content) {
    byte version = content.get();
    content.get();
    int kind = content.get();
    if (version != VERSION || kind < 0 || kind >= Kind.values().length) {
      return Optional.empty();
    }
    UUID message = new UUID(content.getLong(), content.getLong());
    return Optional.of(
        new LinkToken(Kind.values()[kind], message, Short.toUnsignedInt(content.getShort())));
  }

  private static boolean isUrlSafe(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }

  private static byte[] signature(byte[] key, byte[] content) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return Arrays.copyOf(mac.doFinal(content), SIGNATURE);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no HMAC-SHA256", e);
    }
  }
}
