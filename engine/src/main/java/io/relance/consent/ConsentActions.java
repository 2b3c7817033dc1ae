package io.relance.consent;

import io.relance.contact.Contacts;
import io.relance.core.Channel;
import io.relance.core.LegalBasis;
import io.relance.core.Purpose;
import io.relance.core.Rejected;
import java.security.Principal;
import java.util.Locale;
import java.util.Map;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Records consent from a contact's page, in the name of the person who does it. */
@Controller
class ConsentActions {

  private static final int LONGEST = 1000;

  private final Contacts contacts;
  private final Consents consents;
  private final MessageSource messages;

  ConsentActions(Contacts contacts, Consents consents, MessageSource messages) {
    this.contacts = contacts;
    this.consents = consents;
    this.messages = messages;
  }

  @PostMapping("/contacts/{externalId}/consents")
  String record(
      @PathVariable String externalId,
      @RequestParam String channel,
      @RequestParam String purpose,
      @RequestParam String status,
      @RequestParam(defaultValue = "consent") String basis,
      @RequestParam(defaultValue = "") String textVersion,
      @RequestParam String proof,
      Principal who,
      Locale locale,
      RedirectAttributes flash) {
    if (proof.isBlank() || proof.length() > LONGEST) {
      throw invalid("proof");
    }
    if (!textVersion.isBlank() && !ConsentApi.isVersion(textVersion)) {
      throw invalid("textVersion");
    }
    LegalBasis ground = LegalBasis.of(basis).orElseThrow(() -> invalid("basis"));
    consents.record(
        contacts.named(externalId).id(),
        Channel.of(channel).filter(Channel::reachesContact).orElseThrow(() -> invalid("channel")),
        Purpose.of(purpose).orElseThrow(() -> invalid("purpose")),
        Status.of(status).orElseThrow(() -> invalid("status")),
        new Grounds(ground, textVersion.isBlank() ? null : textVersion.strip()),
        "person:" + who.getName(),
        Map.of(ground.proof().orElse("text"), proof.strip()));
    flash.addFlashAttribute("flash", messages.getMessage("people.consent.did", null, locale));
    flash.addAttribute("contact", externalId);
    return "redirect:/contacts/{contact}";
  }

  private static Rejected invalid(String field) {
    return new Rejected(422, "consent-invalid", "The consent was not recorded: mend " + field + ".")
        .with(field, "is not valid");
  }
}
