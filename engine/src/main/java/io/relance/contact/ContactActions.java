package io.relance.contact;

import java.util.Locale;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What the buttons of a contact's page do. */
@Controller
class ContactActions {

  private final Contacts contacts;
  private final MessageSource messages;

  ContactActions(Contacts contacts, MessageSource messages) {
    this.contacts = contacts;
    this.messages = messages;
  }

  @PostMapping("/contacts/{externalId}/erase")
  String erase(@PathVariable String externalId, Locale locale, RedirectAttributes flash) {
    contacts.erase(contacts.named(externalId).id());
    flash.addFlashAttribute("flash", messages.getMessage("people.erase.did", null, locale));
    return "redirect:/contacts";
  }
}
