package io.relance.contact;

import io.relance.core.Rejected;
import java.security.Principal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Controller;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What the buttons of a contact's page do. */
@Controller
class ContactActions {

  private final Contacts contacts;
  private final ProfileForm form;
  private final MessageSource messages;

  ContactActions(Contacts contacts, ProfileForm form, MessageSource messages) {
    this.contacts = contacts;
    this.form = form;
    this.messages = messages;
  }

  /** Corrects the values that were changed in the form. */
  @PostMapping("/contacts/{externalId}/edit")
  String correct(
      @PathVariable String externalId,
      @RequestParam MultiValueMap<String, String> typed,
      Principal who,
      Locale locale,
      RedirectAttributes flash) {
    contacts.named(externalId);
    ProfileForm.Read read = form.read(typed);
    Map<String, String> problems = new LinkedHashMap<>(read.problems());
    if (problems.isEmpty()) {
      try {
        contacts.correct(externalId, read.input(), who.getName());
      } catch (Rejected e) {
        e.details()
            .forEach(one -> problems.put(one.field().replace("attributes.", ""), one.message()));
      }
    }
    flash.addAttribute("contact", externalId);
    if (problems.isEmpty()) {
      flash.addFlashAttribute("flash", messages.getMessage("profile.edit.did", null, locale));
      return "redirect:/contacts/{contact}";
    }
    problems.replaceAll(
        (field, words) ->
            String.valueOf(messages.getMessage("profile.wrong." + field, null, words, locale)));
    flash.addFlashAttribute("wrong", problems);
    flash.addFlashAttribute("typed", typed.toSingleValueMap());
    return "redirect:/contacts/{contact}/edit";
  }

  @PostMapping("/contacts/{externalId}/erase")
  String erase(@PathVariable String externalId, Locale locale, RedirectAttributes flash) {
    contacts.erase(contacts.named(externalId).id());
    flash.addFlashAttribute("flash", messages.getMessage("people.erase.did", null, locale));
    return "redirect:/contacts";
  }
}
