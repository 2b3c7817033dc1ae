package io.relance.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.relance.TestDatabase;
import io.relance.content.LinkToken.Kind;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class LinkTokensTest {

  private static final byte[] FIRST = key(1);
  private static final byte[] SECOND = key(2);
  private static final LinkToken CLICK = new LinkToken(Kind.CLICK, UUID.randomUUID(), 513);

  private final LinkTokens tokens = new LinkTokens(Map.of(1, FIRST));

  private static byte[] key(int seed) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) seed);
    return key;
  }

  @Test
  void whatWasSignedIsRead() {
    String token = tokens.sign(CLICK);
    assertThat(token).matches("[A-Za-z0-9_-]{52}");
    assertThat(tokens.verify(token, Kind.CLICK)).contains(CLICK);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://a.example/é", "https://a.example/12", "https://a.example/1"})
  void addressesAreSignedToo(String address) {
    LinkToken link = new LinkToken(Kind.CLICK, UUID.randomUUID(), 2, address);
    String token = tokens.sign(link);
    assertThat(tokens.verify(token, Kind.CLICK)).contains(link);
    assertThat(token).doesNotContain("=");
    for (int i = 0; i < token.length(); i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      String forged = token.substring(0, i) + other + token.substring(i + 1);
      assertThat(tokens.verify(forged, Kind.CLICK)).isEmpty();
    }
    assertThat(tokens.verify(token.substring(4), Kind.CLICK)).isEmpty();
    assertThat(tokens.verify(token.substring(0, token.length() - 4), Kind.CLICK)).isEmpty();
  }

  @Test
  void aTokenOfAnotherKindIsNone() {
    assertThat(tokens.verify(tokens.sign(CLICK), Kind.UNSUBSCRIBE)).isEmpty();
  }

  @Test
  void everyFlippedBitIsNoticed() {
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    String token = tokens.sign(CLICK);
    for (int i = 0; i < token.length(); i++) {
      for (int bit = 0; bit < 6; bit++) {
        char flipped = alphabet.charAt(alphabet.indexOf(token.charAt(i)) ^ (1 << bit));
        String forged = token.substring(0, i) + flipped + token.substring(i + 1);
        for (Kind kind : Kind.values()) {
          assertThat(tokens.verify(forged, kind)).isEmpty();
        }
      }
    }
  }

  @Test
  void whatIsNoTokenAtAllIsNone() {
    String token = tokens.sign(CLICK);
    for (String other :
        new String[] {
          "",
          "x",
          token.substring(1),
          token + "A",
          token + "=",
          "é".repeat(52),
          "=".repeat(52),
          token.substring(0, 51) + "\n",
          "A".repeat(52)
        }) {
      assertThat(tokens.verify(other, Kind.CLICK)).isEmpty();
    }
  }

  @Test
  void oldLinksLiveOnWhenTheKeyChanges() {
    LinkTokens both = new LinkTokens(Map.of(1, FIRST, 2, SECOND));
    LinkTokens second = new LinkTokens(Map.of(2, SECOND));
    assertThat(both.verify(tokens.sign(CLICK), Kind.CLICK)).contains(CLICK);
    assertThat(second.verify(both.sign(CLICK), Kind.CLICK)).contains(CLICK);
    assertThat(second.verify(tokens.sign(CLICK), Kind.CLICK)).isEmpty();
  }

  @Test
  void theInstallationMakesItsSecretOnce() {
    JdbcClient jdbc = JdbcClient.create(TestDatabase.create("link_keys"));
    jdbc.sql("CREATE TABLE installation_secret (name text PRIMARY KEY, value bytea NOT NULL)")
        .update();
    Map<Integer, byte[]> keys = new LinkKeys(jdbc).all();
    assertThat(keys).containsOnlyKeys(1);
    assertThat(keys.get(1)).hasSize(32);
    assertThat(new LinkKeys(jdbc).all().get(1)).isEqualTo(keys.get(1));
  }
}
