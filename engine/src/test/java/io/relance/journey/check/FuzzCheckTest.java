package io.relance.journey.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whatever the bytes: an answer, and soon. */
class FuzzCheckTest {

  private static final long SEED = Long.getLong("relance.seed", 20270301L);
  private static final Duration LONGEST = Duration.ofSeconds(2);
  private static final List<String> PIECES =
      List.of(
          "${x}",
          "#{x}",
          "&#36;{",
          "]]>",
          "<![CDATA[",
          "&amp;",
          "&x;",
          "<!DOCTYPE a>",
          "<!--",
          "-->",
          "<bpmn:scriptTask id=\"x\"/>",
          "<bpmn:subProcess id=\"y\">",
          "</bpmn:subProcess>",
          "\u0000",
          "PT0S",
          "R/PT1S",
          "P99999Y",
          "-P1D",
          "\"",
          "'",
          "<",
          ">",
          "\uD800",
          "xsi:schemaLocation=\"a\"",
          "LinkClicked:",
          "((((((((",
          "true",
          "",
          " ",
          "id=\"mail\"",
          "mail",
          "start",
          "end");
  private static final Pattern TAG = Pattern.compile("<[^>]+>");
  private static final Pattern VALUE = Pattern.compile("\"[^\"]*\"");

  private final DiagramCheck check = new DiagramCheck();
  private final Random random = new Random(SEED);

  @Test
  void answersWhateverTheBytes() {
    System.out.println("seed " + SEED + " (replay with -Drelance.seed=" + SEED + ")");
    String valid = Drawing.everything().xml();
    int read = 0;
    for (int round = 0; round < 1_000; round++) {
      byte[] bpmn = round % 2 == 0 ? mutatedBytes(valid) : mutatedGrammar(valid);
      long start = System.nanoTime();
      read += answers(bpmn, round) ? 1 : 0;
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .as("round %s of seed %s", round, SEED)
          .isLessThan(LONGEST);
    }
    assertThat(read).as("mutants that are still XML").isGreaterThan(150);
  }

  private boolean answers(byte[] bpmn, int round) {
    try {
      var result = check.check(bpmn);
      assertThat(result.isRefused()).isEqualTo(result.diagram() == null);
      return true;
    } catch (NotBpmn noBpmn) {
      return false;
    } catch (RuntimeException | StackOverflowError broken) {
      throw new AssertionError("round " + round + " of seed " + SEED, broken);
    }
  }

  private byte[] mutatedBytes(String valid) {
    byte[] bytes = valid.getBytes(UTF_8);
    for (int i = random.nextInt(2); i >= 0; i--) {
      bytes[random.nextInt(bytes.length)] =
          (byte) random.nextInt(random.nextInt(8) == 0 ? 256 : 128);
    }
    return bytes;
  }

  private byte[] mutatedGrammar(String valid) {
    String xml = valid;
    for (int i = random.nextInt(3); i >= 0; i--) {
      xml =
          switch (random.nextInt(9)) {
            case 0 -> replaced(xml, TAG, "");
            case 1, 5, 6, 7, 8 -> replaced(xml, VALUE, "\"" + piece() + "\"");
            case 2 -> replaced(xml, VALUE, any(xml, VALUE).group());
            case 3 -> replaced(xml, TAG, any(xml, TAG).group() + any(xml, TAG).group());
            default -> inserted(xml);
          };
    }
    return xml.getBytes(UTF_8);
  }

  private String inserted(String xml) {
    int place = random.nextInt(xml.length());
    return xml.substring(0, place) + piece() + xml.substring(place);
  }

  private String replaced(String xml, Pattern what, String by) {
    MatchResult victim = any(xml, what);
    return xml.substring(0, victim.start()) + by + xml.substring(victim.end());
  }

  private MatchResult any(String xml, Pattern what) {
    List<MatchResult> all = what.matcher(xml).results().toList();
    return all.get(random.nextInt(all.size()));
  }

  private String piece() {
    return PIECES.get(random.nextInt(PIECES.size()));
  }
}
