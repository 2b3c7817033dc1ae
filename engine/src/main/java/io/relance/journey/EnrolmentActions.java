package io.relance.journey;

import io.relance.core.BusinessKey;
import io.relance.core.ContactId;
import io.relance.core.Rejected;
import io.relance.journey.Enrolments.Entry;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Lets contacts in and takes them out, one by one, from the pages. */
@Controller
class EnrolmentActions {

  private static final int MOST = 1000;
  private static final Pattern BETWEEN = Pattern.compile("[\\r\\n,;]+");

  private final Enrolments enrolments;
  private final EnrolmentSets sets;
  private final EnrolmentQueries queries;
  private final Journeys journeys;
  private final MessageSource messages;

  EnrolmentActions(
      Enrolments enrolments,
      EnrolmentSets sets,
      EnrolmentQueries queries,
      Journeys journeys,
      MessageSource messages) {
    this.enrolments = enrolments;
    this.sets = sets;
    this.queries = queries;
    this.journeys = journeys;
    this.messages = messages;
  }

  /** What became of one contact of the form. */
  record Line(String contact, boolean found, boolean entered, String text) {}

  @PostMapping("/journeys/{key}/enrolments")
  String enrol(
      @PathVariable String key,
      @RequestParam String contacts,
      @RequestParam(defaultValue = "") String objectId,
      Locale locale,
      RedirectAttributes flash) {
    Set<String> named =
        BETWEEN
            .splitAsStream(contacts)
            .map(String::strip)
            .filter(id -> !id.isEmpty())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    if (named.isEmpty() || named.size() > MOST) {
      flash.addFlashAttribute(
          "problem", text(named.isEmpty() ? "journey.enrol.none" : "journey.enrol.many", locale));
      flash.addFlashAttribute("contacts", contacts);
    } else {
      String object = objectId.isBlank() ? null : objectId.strip();
      flash.addFlashAttribute("results", enterAll(key, named, object, locale));
    }
    return "redirect:/journeys/" + key + "/enrol";
  }

  /** From a contact's page. */
  @PostMapping("/journeys/enrolments")
  String enrolOne(
      @RequestParam String journey,
      @RequestParam String contact,
      Locale locale,
      RedirectAttributes flash) {
    Line line = enter(journey, contact, null, locale);
    flash.addFlashAttribute(
        line.entered() ? "flash" : "flashProblem",
        line.entered()
            ? text("journey.did.enrolled", locale, journeys.get(journey).name())
            : text("journey.did.not-enrolled", locale, journeys.get(journey).name(), line.text()));
    flash.addAttribute("contact", contact);
    return "redirect:/contacts/{contact}";
  }

  @PostMapping("/journeys/{key}/enrolments/withdraw")
  String withdraw(
      @PathVariable String key,
      @RequestParam String businessKey,
      @RequestParam String contact,
      @RequestParam(defaultValue = "") String reason,
      Locale locale,
      RedirectAttributes flash) {
    queries
        .find(key, businessKey)
        .ifPresent(
            found ->
                enrolments.withdraw(
                    found.processInstanceId(),
                    reason.substring(0, Math.min(200, reason.length()))));
    flash.addFlashAttribute(
        "flash", text("journey.did.withdrawn", locale, journeys.get(key).name()));
    flash.addAttribute("contact", contact);
    return "redirect:/contacts/{contact}";
  }

  private List<Line> enterAll(
      String key, Set<String> named, @Nullable String object, Locale locale) {
    Map<String, ContactId> known = queries.contacts(named);
    List<Entry> entries =
        known.values().stream().map(id -> new Entry(id, object, "{}", null)).toList();
    try {
      EnrolmentSets.Result result = sets.enter(key, entries);
      return named.stream()
          .map(contact -> line(key, contact, known.get(contact), object, result, locale))
          .toList();
    } catch (Rejected e) {
      String refusal = refusal(e, locale);
      return named.stream()
          .map(contact -> new Line(contact, known.containsKey(contact), false, refusal))
          .toList();
    }
  }

  private Line line(
      String key,
      String contact,
      @Nullable ContactId id,
      @Nullable String object,
      EnrolmentSets.Result result,
      Locale locale) {
    if (id == null) {
      return new Line(contact, false, false, text("journey.enrol.result.unknown", locale));
    }
    BusinessKey business = new BusinessKey(key, id, object);
    String failure = result.failed().get(business);
    boolean entered = result.entered().contains(business);
    String word = entered ? "journey.enrol.result.entered" : "journey.enrol.result.inside";
    return new Line(
        contact,
        true,
        entered,
        failure == null
            ? text(word, locale)
            : text("journey.enrol.result.failed", locale, failure));
  }

  private String refusal(Rejected e, Locale locale) {
    String words = messages.getMessage("journey.refused." + e.type(), null, e.text(), locale);
    return Objects.requireNonNull(words);
  }

  private Line enter(String key, String contact, @Nullable String object, Locale locale) {
    Optional<ContactId> id = queries.contact(contact);
    if (id.isEmpty()) {
      return new Line(contact, false, false, text("journey.enrol.result.unknown", locale));
    }
    try {
      boolean entered = enrolments.enrol(key, new Entry(id.get(), object, "{}", null)).isPresent();
      String word = entered ? "journey.enrol.result.entered" : "journey.enrol.result.inside";
      return new Line(contact, true, entered, text(word, locale));
    } catch (Rejected e) {
      return new Line(contact, true, false, refusal(e, locale));
    }
  }

  private String text(String key, Locale locale, Object... values) {
    return messages.getMessage(key, values, locale);
  }
}
