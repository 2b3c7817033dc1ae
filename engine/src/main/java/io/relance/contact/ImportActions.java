package io.relance.contact;

import io.relance.core.Rejected;
import java.io.IOException;
import java.io.InputStream;
import java.security.Principal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Takes a file from the import form, pauses and resumes. */
@Controller
class ImportActions {

  private final ContactImports imports;

  ImportActions(ContactImports imports) {
    this.imports = imports;
  }

  @PostMapping("/contacts/import")
  String start(
      @RequestParam MultipartFile file,
      @RequestParam(defaultValue = "") List<String> consent,
      @RequestParam Map<String, String> given,
      Principal who,
      RedirectAttributes flash)
      throws IOException {
    Map<String, String> parameters = new LinkedHashMap<>(given);
    parameters.put(
        "consent",
        consent.stream().map(word -> word + ":marketing").collect(Collectors.joining(",")));
    parameters.putIfAbsent("createFields", "false");
    String name = file.getOriginalFilename();
    try (InputStream body = file.getInputStream()) {
      ImportRequest request = ImportRequest.of(name == null ? "" : name, parameters);
      return "redirect:/contacts/imports/" + imports.start(body, request, who.getName()).id();
    } catch (Rejected e) {
      boolean proof = e.details().stream().anyMatch(detail -> detail.field().equals("proof"));
      flash.addFlashAttribute(proof ? "proofProblem" : "problem", e.text());
      flash.addFlashAttribute("given", parameters);
      flash.addFlashAttribute("consents", consent);
      return "redirect:/contacts/import";
    }
  }

  @PostMapping("/contacts/imports/{id}/pause")
  String pause(@PathVariable UUID id) {
    imports.pause(id);
    return "redirect:/contacts/imports/" + id;
  }

  @PostMapping("/contacts/imports/{id}/resume")
  String resume(@PathVariable UUID id) {
    imports.resume(id);
    return "redirect:/contacts/imports/" + id;
  }
}
