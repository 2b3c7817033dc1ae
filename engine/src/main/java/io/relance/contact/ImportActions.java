package io.relance.contact;

import io.relance.core.Rejected;
import java.io.IOException;
import java.io.InputStream;
import java.security.Principal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Takes a file from the import form, its mapping, and the words that begin, pause and end it. */
@Controller
class ImportActions {

  private final ContactImports imports;
  private final ImportDrafts drafts;
  private final MessageSource messages;

  ImportActions(ContactImports imports, ImportDrafts drafts, MessageSource messages) {
    this.imports = imports;
    this.drafts = drafts;
    this.messages = messages;
  }

  @PostMapping("/contacts/import")
  String upload(
      @RequestParam MultipartFile file, Principal who, Locale locale, RedirectAttributes flash)
      throws IOException {
    String name = file.getOriginalFilename();
    Map<String, String> habits =
        locale.getLanguage().equals("fr") ? Map.of("dates", "dmy", "numbers", "comma") : Map.of();
    try (InputStream body = file.getInputStream()) {
      return to(drafts.upload(body, name == null ? "" : name, habits, who.getName()).id());
    } catch (Rejected e) {
      flash.addFlashAttribute("problem", words(e, locale));
      return "redirect:/contacts/import";
    }
  }

  /** Keeps what was chosen, and does what the button says. */
  @PostMapping("/contacts/imports/{id}/mapping")
  String map(
      @PathVariable UUID id,
      @RequestParam(name = "do", defaultValue = "preview") String what,
      @RequestParam(defaultValue = "") List<String> consent,
      @RequestParam Map<String, String> given,
      Principal who,
      Locale locale,
      RedirectAttributes flash) {
    Map<String, String> choices = new LinkedHashMap<>(given);
    choices.keySet().removeAll(List.of("do", "_csrf", "consent"));
    choices.put(
        "consent",
        consent.stream()
            .filter(word -> !word.isBlank())
            .map(word -> word + ":marketing")
            .collect(Collectors.joining(",")));
    try {
      switch (what) {
        case "start" -> drafts.begin(id, choices, who.getName());
        case "rehearse" -> {
          drafts.choose(id, choices);
          drafts.rehearse(id, Map.of(), who.getName());
        }
        default -> drafts.choose(id, choices);
      }
    } catch (Rejected e) {
      if (e.status() == 404) {
        throw e;
      }
      String at = e.details().stream().map(Rejected.Detail::field).findFirst().orElse("");
      flash.addFlashAttribute(at.equals("proof") ? "proofProblem" : "problem", words(e, locale));
    }
    return to(id);
  }

  @PostMapping("/contacts/imports/{id}/pause")
  String pause(@PathVariable UUID id) {
    imports.pause(id);
    return to(id);
  }

  @PostMapping("/contacts/imports/{id}/resume")
  String resume(@PathVariable UUID id) {
    imports.resume(id);
    return to(id);
  }

  @PostMapping("/contacts/imports/{id}/cancel")
  String cancel(@PathVariable UUID id) {
    imports.cancel(id);
    return to(id);
  }

  private static String to(UUID id) {
    return "redirect:/contacts/imports/" + id;
  }

  private String words(Rejected e, Locale locale) {
    String about = e.details().stream().map(Rejected.Detail::field).findFirst().orElse(e.type());
    return String.valueOf(messages.getMessage("imports.refused." + about, null, e.text(), locale));
  }
}
