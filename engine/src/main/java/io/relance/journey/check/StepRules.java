package io.relance.journey.check;

import io.relance.core.Channel;
import io.relance.core.Purpose;
import io.relance.journey.check.Diagram.Step;
import io.relance.process.StepCatalogue;
import io.relance.process.StepInput;
import io.relance.process.StepType;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the steps of the catalogue are told. */
final class StepRules {

  private static final Pattern INCLUDE =
      Pattern.compile("\\{%-?\\s*(?:include|include_relative|render|layout|extends|block)\\b");

  private final Walks walks;
  private final Findings findings;

  StepRules(Walks walks, Findings findings) {
    this.walks = walks;
    this.findings = findings;
  }

  void check() {
    for (Step step : walks.diagram().steps()) {
      Optional<StepType> type = Optional.ofNullable(step.delegate()).flatMap(StepCatalogue::ofBean);
      if (type.isPresent()) {
        check(step, type.get());
      } else {
        step.inputs().keySet().forEach(name -> findings.at(Rule.INPUT_UNKNOWN, step, name));
      }
    }
  }

  private void check(Step step, StepType type) {
    step.inputs().keySet().stream()
        .filter(name -> type.input(name).isEmpty())
        .forEach(name -> findings.at(Rule.INPUT_UNKNOWN, step, name));
    for (StepInput input : type.inputs()) {
      String value = step.inputs().get(input.name());
      if (value == null || value.isBlank()) {
        if (input.required() && (value == null || !input.mayBeEmpty())) {
          findings.at(Rule.INPUT_MISSING, step, input.name());
        }
      } else {
        check(step, input, value.strip());
      }
    }
    if (type.bean().equals(StepCatalogue.RECORD_CONSENT)) {
      checkConsent(step);
    }
  }

  /** Each word may be right and the two together mean nothing. */
  private void checkConsent(Step step) {
    String word = step.inputs().getOrDefault(StepCatalogue.CHANNEL, "");
    Optional<Purpose> purpose =
        Purpose.of(step.inputs().getOrDefault(StepCatalogue.PURPOSE, "").strip());
    Optional<Channel> channel = Channel.of(word.strip());
    if (purpose.isPresent() && channel.isPresent() && !purpose.get().exists(channel.get())) {
      findings.at(
          Rule.INPUT_CHOICE, step, StepCatalogue.CHANNEL, word.strip(), Channel.EMAIL.word());
    }
  }

  private void check(Step step, StepInput input, String value) {
    if (INCLUDE.matcher(value).find()) {
      findings.at(Rule.LIQUID_INCLUDE, step, input.name());
    }
    Rule broken = InputValues.ruleBrokenBy(input, value);
    if (broken != null) {
      String choices = String.join(", ", input.choices());
      findings.at(broken, step, input.name(), value, choices);
    }
    if (input.kind() == StepInput.Kind.JOURNEY && value.equals(walks.diagram().key())) {
      findings.at(Rule.JOURNEY_ITSELF, step);
    }
  }
}
