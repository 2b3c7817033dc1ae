package io.relance.journey;

import io.relance.journey.check.NotBpmn;
import io.relance.journey.check.Problem;
import java.util.List;
import java.util.Locale;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;

/** Puts the findings of the check into words, in the reader's language. */
@Component
class ProblemWords {

  private final MessageSource messages;

  ProblemWords(MessageSource messages) {
    this.messages = messages;
  }

  /** A problem as the API and the studio show it. */
  record Worded(String element, String rule, String message, String severity) {}

  List<Worded> of(List<Problem> problems) {
    return problems.stream()
        .map(
            problem ->
                new Worded(
                    problem.element(),
                    problem.rule(),
                    say(problem.messageKey(), problem.arguments()),
                    problem.severity().name().toLowerCase(Locale.ROOT)))
        .toList();
  }

  DiagramRejected notBpmn(NotBpmn e) {
    return new DiagramRejected(400, "not-bpmn", say(e.messageKey(), e.arguments()), List.of());
  }

  DiagramRejected outside(List<Problem> problems) {
    return new DiagramRejected(
        422,
        "outside-vocabulary",
        "the diagram holds what a journey may not hold; nothing was saved",
        of(problems));
  }

  DiagramRejected notReady(String key, List<Problem> problems) {
    return new DiagramRejected(
        422,
        "not-ready",
        "the draft of '" + key + "' cannot be published yet; mend the problems named",
        of(problems));
  }

  private String say(String key, List<Object> arguments) {
    return messages.getMessage(key, arguments.toArray(), LocaleContextHolder.getLocale());
  }
}
