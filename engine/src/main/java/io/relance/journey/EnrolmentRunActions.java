package io.relance.journey;

import io.relance.contact.NamedContacts;
import io.relance.core.Rejected;
import java.io.IOException;
import java.io.InputStream;
import java.security.Principal;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Begins, pauses, resumes and ends enrolments of whole sets from the pages. */
@Controller
class EnrolmentRunActions {

  private final EnrolmentRuns runs;
  private final MessageSource messages;

  EnrolmentRunActions(EnrolmentRuns runs, MessageSource messages) {
    this.runs = runs;
    this.messages = messages;
  }

  /** Takes the file in; nobody enters before the number has been seen and confirmed. */
  @PostMapping("/journeys/{key}/enrolments/file")
  String file(
      @PathVariable String key,
      @RequestParam MultipartFile file,
      Principal who,
      Locale locale,
      RedirectAttributes flash)
      throws IOException {
    String name = EnrolmentRuns.plain(file.getOriginalFilename());
    try (InputStream body = file.getInputStream();
        NamedContacts named = NamedContacts.receive(body, "", NamedContacts.Form.EITHER)) {
      return to(key, runs.start(key, named, name, false, who.getName()));
    } catch (Rejected e) {
      flash.addFlashAttribute("fileProblem", words(e, locale));
      return "redirect:/journeys/" + key + "/enrol";
    }
  }

  @PostMapping("/journeys/{key}/enrolments/everyone")
  String everyone(
      @PathVariable String key, Principal who, Locale locale, RedirectAttributes flash) {
    try {
      return to(key, runs.startEveryone(key, who.getName()));
    } catch (Rejected e) {
      flash.addFlashAttribute("flashProblem", words(e, locale));
      return "redirect:/journeys/" + key + "/enrol";
    }
  }

  /** Notes who belongs to the segment; nobody enters before the number has been seen. */
  @PostMapping("/journeys/{key}/enrolments/segment")
  String segment(
      @PathVariable String key,
      @RequestParam String segment,
      Principal who,
      Locale locale,
      RedirectAttributes flash) {
    try {
      return to(key, runs.startSegment(key, segment, false, who.getName()));
    } catch (Rejected e) {
      flash.addFlashAttribute("flashProblem", words(e, locale));
      return "redirect:/journeys/" + key + "/enrol";
    }
  }

  @PostMapping("/journeys/{key}/enrolment-runs/{id}/pause")
  String pause(@PathVariable String key, @PathVariable UUID id) {
    return to(key, runs.pause(key, id));
  }

  @PostMapping("/journeys/{key}/enrolment-runs/{id}/resume")
  String resume(
      @PathVariable String key, @PathVariable UUID id, Locale locale, RedirectAttributes flash) {
    try {
      return to(key, runs.resume(key, id));
    } catch (Rejected e) {
      flash.addFlashAttribute("flashProblem", words(e, locale));
      return to(key, runs.get(key, id));
    }
  }

  @PostMapping("/journeys/{key}/enrolment-runs/{id}/cancel")
  String cancel(@PathVariable String key, @PathVariable UUID id) {
    return to(key, runs.cancel(key, id));
  }

  /** One who failed, or all. */
  @PostMapping("/journeys/{key}/enrolment-runs/{id}/retry")
  String retry(
      @PathVariable String key,
      @PathVariable UUID id,
      @RequestParam(required = false) @Nullable Long failure,
      Locale locale,
      RedirectAttributes flash) {
    int tried = failure == null ? runs.retry(key, id) : runs.retry(key, id, failure);
    flash.addFlashAttribute("flash", retried(tried, locale));
    return to(key, runs.get(key, id));
  }

  /** All who failed for the same reason, from the page of operations. */
  @PostMapping("/journeys/{key}/enrolment-runs/retry")
  String retry(
      @PathVariable String key,
      @RequestParam String reason,
      Locale locale,
      RedirectAttributes flash) {
    flash.addFlashAttribute("flash", retried(runs.retry(key, reason), locale));
    return "redirect:/operations";
  }

  private String retried(int tried, Locale locale) {
    return messages.getMessage("report.incidents.retried", new Object[] {tried}, locale);
  }

  private String words(Rejected e, Locale locale) {
    return Objects.requireNonNull(
        messages.getMessage(
            "journey.run.refused." + e.type(),
            e.details().stream().map(it -> it.field().replace("line ", "")).toArray(),
            e.text(),
            locale));
  }

  private static String to(String key, EnrolmentRun run) {
    return "redirect:/journeys/" + key + "/enrolment-runs/" + run.id();
  }
}
