package io.relance.journey.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RuleCheckTest {

  private final DiagramCheck check = new DiagramCheck();

  @ParameterizedTest
  @EnumSource(Rule.class)
  void everyRuleIsBrokenByADiagram(Rule rule) {
    List<Problem> problems = problems(BrokenDrawings.breaking(rule));

    assertThat(problems).extracting(Problem::rule).contains(rule.id());
    assertThat(problems)
        .filteredOn(problem -> problem.rule().equals(rule.id()))
        .allSatisfy(
            problem -> {
              assertThat(problem.element()).isNotBlank();
              assertThat(problem.severity()).isEqualTo(rule.severity());
            });
  }

  @ParameterizedTest
  @EnumSource(Rule.class)
  void everyRuleHasWordsInEnglishAndFrench(Rule rule) throws IOException {
    for (String language : List.of("", "_fr")) {
      Properties words = words(language);
      String pattern = words.getProperty("problem." + rule.id());
      assertThat(pattern).as(rule.id() + language).isNotBlank();
      for (Problem problem : problems(BrokenDrawings.breaking(rule))) {
        String message =
            new MessageFormat(words.getProperty(problem.messageKey()), Locale.ENGLISH)
                .format(problem.arguments().toArray());
        assertThat(message).doesNotContainPattern("\\{\\d\\}").doesNotContain("''");
      }
    }
  }

  @Test
  void onlyEmailsAreObserved() {
    for (String channel : List.of("email", "sms")) {
      byte[] bpmn =
          Drawing.with(
                  "recordConsent",
                  "channel",
                  channel,
                  "purpose",
                  "tracking-clicks",
                  "status",
                  "granted")
              .bytes();
      assertThat(problems(bpmn).stream().map(Problem::rule).toList())
          .as(channel)
          .isEqualTo(channel.equals("sms") ? List.of("input-choice") : List.of());
    }
  }

  @Test
  void noWordsAreLeftOver() throws IOException {
    var rules = Stream.of(Rule.values()).map(rule -> "problem." + rule.id()).toList();

    for (String language : List.of("", "_fr")) {
      assertThat(words(language).stringPropertyNames()).hasSameElementsAs(rules);
    }
  }

  /**
   * What a broken diagram says in all, so that one mistake does not come back as a page of them.
   */
  @ParameterizedTest
  @EnumSource(Rule.class)
  void oneMistakeIsNotAnsweredWithManyProblems(Rule rule) {
    var rules =
        problems(BrokenDrawings.breaking(rule)).stream()
            .map(Problem::rule)
            .collect(Collectors.toSet());

    assertThat(rules).hasSizeLessThanOrEqualTo(3);
  }

  private List<Problem> problems(byte[] bpmn) {
    try {
      return check.check(bpmn, Set.of()).problems();
    } catch (NotBpmn notBpmn) {
      List<Object> arguments = new ArrayList<>(notBpmn.arguments());
      String rule = notBpmn.messageKey().substring("problem.".length());
      return List.of(new Problem("file", rule, Problem.Severity.REFUSED, arguments));
    }
  }

  private static Properties words(String language) throws IOException {
    Properties words = new Properties();
    String file = "/messages/problems" + language + ".properties";
    words.load(
        new InputStreamReader(
            Objects.requireNonNull(RuleCheckTest.class.getResourceAsStream(file)), UTF_8));
    return words;
  }
}
