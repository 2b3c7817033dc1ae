package io.relance.journey.check;

import io.relance.process.IsoDuration;
import io.relance.process.TimerForm;
import io.relance.process.TimerForms;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a timer may say. */
final class TimerRules {

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(3660);

  private final Findings findings;

  TimerRules(Findings findings) {
    this.findings = findings;
  }

  @Nullable TimerForm read(XmlNode step, XmlNode definition) {
    List<XmlNode> forms =
        definition.children().stream().filter(child -> child.local().startsWith("time")).toList();
    if (forms.size() > 1) {
      findings.at(Rule.SEVERAL_EVENTS, step);
    }
    String text = forms.isEmpty() ? "" : forms.get(0).text().strip();
    if (text.isEmpty()) {
      findings.at(Rule.TIMER_MISSING, step);
      return null;
    }
    if (text.startsWith("R")) {
      findings.at(Rule.TIMER_REPEATS, step, text);
      return null;
    }
    Optional<TimerForm> form =
        forms.get(0).is("timeDate") ? TimerForms.ofDate(text) : TimerForms.ofDuration(text);
    if (form.isEmpty()) {
      findings.at(Rule.TIMER_FORM, step, text);
      return null;
    }
    checkLength(step, form.get(), text);
    return form.get();
  }

  private void checkLength(XmlNode step, TimerForm form, String text) {
    IsoDuration duration = duration(form);
    if (duration == null) {
      return;
    }
    if (form instanceof TimerForm.After && duration.roughly().compareTo(SHORTEST) < 0) {
      findings.at(Rule.TIMER_SHORT, step, text);
    }
    if (duration.roughly().abs().compareTo(LONGEST) > 0) {
      findings.at(Rule.TIMER_LONG, step, text);
    }
  }

  private static @Nullable IsoDuration duration(TimerForm form) {
    if (form instanceof TimerForm.After after) {
      return after.duration();
    }
    if (form instanceof TimerForm.LocalTime local) {
      return local.duration();
    }
    return form instanceof TimerForm.DateOf date ? date.offset() : null;
  }
}
