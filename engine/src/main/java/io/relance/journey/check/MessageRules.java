package io.relance.journey.check;

import io.relance.journey.check.Diagram.Kind;
import io.relance.journey.check.Diagram.Step;
import io.relance.process.MessageNames;
import io.relance.process.MessageNames.LinkClick;
import io.relance.process.StepCatalogue;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** Events that a walk waits for. */
final class MessageRules {

  private final Walks walks;
  private final Findings findings;
  private final Set<String> subscriptions = new HashSet<>();

  MessageRules(Walks walks, Findings findings) {
    this.walks = walks;
    this.findings = findings;
  }

  void check() {
    for (Step step : walks.diagram().steps()) {
      String message = step.message();
      if (message != null && !message.isBlank()) {
        checkName(step, message);
        if (!subscriptions.add(place(step) + " " + message)) {
          findings.at(Rule.MESSAGE_TWICE, step, message);
        }
      }
      if (isLastResort(step) && !hasTimeout(step)) {
        findings.at(Rule.NO_TIMEOUT, step);
      }
    }
  }

  private void checkName(Step step, String message) {
    if (!MessageNames.isValid(message)) {
      findings.at(Rule.MESSAGE_NAME, step, message);
      return;
    }
    if (message.equals(MessageNames.MESSAGE_OPENED)) {
      findings.at(Rule.OPENS_UNRELIABLE, step);
    }
    MessageNames.asLinkClick(message).ifPresent(click -> checkClick(step, click));
  }

  private void checkClick(Step step, LinkClick click) {
    findings.at(Rule.CLICKS_CONSENT, step);
    String mail = click.step();
    if (mail == null) {
      return;
    }
    if (!walks.has(mail) || walks.step(mail).kind() != Kind.SEND_EMAIL) {
      findings.at(Rule.LINK_STEP, step, mail);
      return;
    }
    String body = walks.step(mail).inputs().getOrDefault(StepCatalogue.BODY, "");
    String link = click.link();
    if (link != null && !hasLink(body, link)) {
      findings.at(Rule.LINK_NAME, step, link, walks.step(mail).label());
    }
  }

  private static boolean hasLink(String body, String link) {
    return Pattern.compile("\\]\\([^)\"']{1,2000}[\"']" + Pattern.quote(link) + "[\"']\\s{0,9}\\)")
        .matcher(body)
        .find();
  }

  /** Two events of one name in the same place are one too many for the engine. */
  private String place(Step step) {
    if (step.attachedTo() != null) {
      return "on " + step.attachedTo();
    }
    if (step.kind() == Kind.START) {
      boolean enrols = walks.isJourney(step.scope());
      return enrols ? "start" : "in " + walks.step(step.scope()).scope();
    }
    return walks.in(step).stream()
        .map(flow -> walks.step(flow.source()))
        .filter(source -> source.kind() == Kind.FIRST_OF)
        .findFirst()
        .map(gateway -> "after " + gateway.id())
        .orElse("at " + step.id());
  }

  private static boolean isLastResort(Step step) {
    return step.kind() == Kind.RECEIVE
        || (step.kind() == Kind.MESSAGE && step.attachedTo() == null);
  }

  private boolean hasTimeout(Step step) {
    return walks.attached(step).stream().anyMatch(MessageRules::isTimer)
        || walks.in(step).stream().anyMatch(flow -> hasTimerBranch(walks.step(flow.source())))
        || hasTimeout(step.scope());
  }

  private boolean hasTimerBranch(Step gateway) {
    return gateway.kind() == Kind.FIRST_OF
        && walks.out(gateway).stream().anyMatch(flow -> isTimer(walks.step(flow.target())));
  }

  private boolean hasTimeout(String scope) {
    String at = scope;
    while (true) {
      boolean watched =
          walks.inside(at, Kind.EVENT_GROUP).stream()
              .flatMap(group -> walks.inside(group.id(), Kind.START).stream())
              .anyMatch(start -> start.timer() != null);
      if (watched || walks.isJourney(at)) {
        return watched;
      }
      Step group = walks.step(at);
      if (walks.attached(group).stream().anyMatch(MessageRules::isTimer)) {
        return true;
      }
      at = group.scope();
    }
  }

  private static boolean isTimer(Step step) {
    return step.kind() == Kind.TIMER;
  }
}
