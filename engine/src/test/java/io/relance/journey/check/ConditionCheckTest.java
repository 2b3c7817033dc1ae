package io.relance.journey.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionCheckTest {

  private final DiagramCheck check = new DiagramCheck();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data.cart.value < 30",
        "consent.email.marketing = \"granted\" and not(contact.phone = null)",
        "steps.mail.outcome = \"accepted\"",
        "string length(contact.phone) > 3 and day of week(today) = \"Monday\"",
        "outcome = \"refused\" or outcome = \"expired\"",
        "some item in data.items satisfies item.price > 5",
        "count(data.items[price > 5]) > 0",
        "today - date(data.lastDiscount) > duration(\"P90D\")",
        "matches(contact.email, \"^[a-z]+@example\")",
        "event.name = \"(((((((((((((((((((((((((\"",
        "if contact.score > 3 then true else now > date and time(\"2027-01-01T00:00:00Z\")",
        "{limit: 5, over: contact.score > limit}.over",
      })
  void findsNothingWrongWithWhatAMarketerAsks(String condition) {
    assertThat(rules(condition)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10 ** 999999999 > 1",
        "matches(contact.email, \"(a+)+$\")",
        "matches(contact.email, contact.email)",
        "matches(\"aaaaaaaaaaaaaaaaaaaaaaa\", data.pattern)",
        "matches(pattern: \"(a+)+\", input: \"a\")",
        "decimal(1, 999999999) > 0",
        "some a in data.l satisfies some b in data.l satisfies a = b",
        "some a in data.l, b in data.l satisfies a = b",
        "((((((((((((((((((((((((1))))))))))))))))))))))))",
      })
  void whatMayTakeForEverIsNotPublished(String condition) {
    assertThat(rules(condition)).containsExactly("condition-costly");
  }

  @ParameterizedTest
  @ValueSource(strings = {"data.list.get(1)", "x(1)", "now()", "get context(1)"})
  void onlyKnownFunctionsAreCalled(String condition) {
    assertThat(rules(condition)).contains("condition-call");
  }

  @Test
  void whatIsMadeOfTheUsersTablesIsAskedForByItsName() {
    byte[] asking = Drawing.deciding("mart.total > 3 and data.text = \"mart.lost\"").bytes();
    assertThat(check.check(asking, Set.of("total")).problems()).isEmpty();
    assertThat(check.check(asking, Set.of("vip")).problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.rule()).isEqualTo("condition-mart");
              assertThat(problem.arguments()).contains("total", "vip");
            });
  }

  @Test
  void theWorstConditionsAreReadInTime() {
    for (String worst :
        List.of(
            "-".repeat(1_900) + "1",
            "if a then ".repeat(100) + "b" + " else c".repeat(100),
            "1" + " + 1".repeat(480),
            "not(".repeat(19) + "a" + ")".repeat(19),
            "a[".repeat(19) + "1" + "]".repeat(19),
            "\"".repeat(1_999))) {
      long start = System.nanoTime();
      check.check(Drawing.deciding(worst).bytes());
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
    }
  }

  private List<String> rules(String condition) {
    return check.check(Drawing.deciding(condition).bytes()).problems().stream()
        .map(Problem::rule)
        .distinct()
        .toList();
  }
}
