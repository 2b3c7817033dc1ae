package io.relance.segment;

import java.util.List;
import java.util.Map;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;

/** Puts what is wrong with rules into words, in the reader's language. */
@Component
class RuleWords {

  private final MessageSource messages;

  RuleWords(MessageSource messages) {
    this.messages = messages;
  }

  RuleRejected invalid(List<RuleProblem> problems) {
    return new RuleRejected(
        "rule-invalid",
        say("segment.rule.invalid", problems.size()),
        problems.stream()
            .map(
                one ->
                    new RuleRejected.Worded(
                        one.path(),
                        one.code(),
                        say("segment.problem." + one.code(), one.arguments().toArray())))
            .toList(),
        Map.of());
  }

  /** A count that was broken off, with the part that takes the time and what the planner thinks. */
  RuleRejected tooSlow(Slowness slowness, long seconds) {
    String table = slowness.table();
    String message =
        table == null
            ? say("segment.slow.part", seconds)
            : say("segment.slow.table", seconds, table);
    return new RuleRejected(
        "segment-too-slow",
        say("segment.slow", seconds),
        List.of(new RuleRejected.Worded(slowness.path(), "slow", message)),
        Map.of("estimate", slowness.estimate()));
  }

  private String say(String key, Object... arguments) {
    return messages.getMessage(key, arguments, LocaleContextHolder.getLocale());
  }
}
