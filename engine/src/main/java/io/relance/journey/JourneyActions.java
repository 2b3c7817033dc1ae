package io.relance.journey;

import io.relance.core.Rejected;
import java.io.IOException;
import java.security.Principal;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What the buttons of the journey pages do; each goes back to a page that says what happened. */
@Controller
class JourneyActions {

  private final Journeys journeys;
  private final NewJourney beginning;
  private final MessageSource messages;

  JourneyActions(Journeys journeys, NewJourney beginning, MessageSource messages) {
    this.journeys = journeys;
    this.beginning = beginning;
    this.messages = messages;
  }

  @PostMapping("/journeys/{key}/pause")
  String pause(@PathVariable String key, Locale locale, RedirectAttributes flash) {
    return change(key, journeys::pause, "journey.did.paused", locale, flash);
  }

  @PostMapping("/journeys/{key}/resume")
  String resume(@PathVariable String key, Locale locale, RedirectAttributes flash) {
    return change(key, journeys::resume, "journey.did.resumed", locale, flash);
  }

  @PostMapping("/journeys/{key}/stop")
  String stop(@PathVariable String key, Locale locale, RedirectAttributes flash) {
    return change(key, journeys::stop, "journey.did.stopped", locale, flash);
  }

  @PostMapping("/journeys/new")
  String begin(
      @RequestParam(required = false) @Nullable String scenario,
      @RequestParam(defaultValue = "") String name,
      Locale locale,
      Principal who,
      RedirectAttributes flash) {
    if (scenario == null && (name.isBlank() || name.length() > 100)) {
      flash.addFlashAttribute("problem", text("journey.new.name.missing", locale));
      return "redirect:/journeys/new";
    }
    String key =
        scenario == null
            ? beginning.blank(name, who.getName())
            : beginning.fromScenario(scenario, who.getName());
    return "redirect:/journeys/" + key + "/studio";
  }

  @PostMapping("/journeys/import")
  String upload(@RequestParam MultipartFile file, Principal who, RedirectAttributes flash)
      throws IOException {
    try {
      return "redirect:/journeys/"
          + journeys.saveDraft(file.getBytes(), who.getName()).key()
          + "/studio";
    } catch (Rejected e) {
      flash.addFlashAttribute("fileProblem", e.text());
      flash.addFlashAttribute("fileDetails", e.members().get("problems"));
      return "redirect:/journeys/new";
    }
  }

  /** A scenario's diagram, for its picture in the gallery. */
  @GetMapping(path = "/journeys/scenarios/{key}", produces = MediaType.APPLICATION_XML_VALUE)
  @ResponseBody
  String scenario(@PathVariable String key) {
    return NewJourney.scenario(key);
  }

  private String change(
      String key, Consumer<String> verb, String did, Locale locale, RedirectAttributes flash) {
    try {
      verb.accept(key);
      flash.addFlashAttribute("flash", text(did, locale, journeys.get(key).name()));
    } catch (Rejected e) {
      if (e.status() == 404) {
        throw e;
      }
      flash.addFlashAttribute("flashProblem", refusal(e, locale));
    }
    return "redirect:/journeys/" + key;
  }

  private String refusal(Rejected e, Locale locale) {
    return Objects.requireNonNull(
        messages.getMessage("journey.refused." + e.type(), null, e.text(), locale));
  }

  private String text(String key, Locale locale, Object... values) {
    return messages.getMessage(key, values, locale);
  }
}
