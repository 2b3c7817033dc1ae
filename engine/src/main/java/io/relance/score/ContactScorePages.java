package io.relance.score;

import io.relance.contact.Contact;
import io.relance.contact.Contacts;
import io.relance.core.Rejected;
import io.relance.report.ScoreLedger;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import org.springframework.web.util.UriComponentsBuilder;

/** Why a contact's score is what it is, in full, and its correction by hand. */
@Controller
class ContactScorePages {

  private static final int PAGE = 50;

  private final Contacts contacts;
  private final ScoreLedger ledger;
  private final ScoreDesk desk;
  private final TableWords words;

  ContactScorePages(Contacts contacts, ScoreLedger ledger, ScoreDesk desk, TableWords words) {
    this.contacts = contacts;
    this.ledger = ledger;
    this.desk = desk;
    this.words = words;
  }

  @GetMapping("/contacts/{externalId}/score")
  String score(
      @PathVariable String externalId,
      @RequestParam(required = false) @Nullable String cursor,
      Model model) {
    Contact contact = contacts.named(externalId);
    model.addAttribute("contact", contact);
    model.addAttribute("entries", ledger.of(contact.id().value(), cursor, PAGE));
    model.addAttribute("cursor", cursor);
    return "score/contact";
  }

  @PostMapping("/contacts/{externalId}/score")
  String correct(
      @PathVariable String externalId,
      @RequestParam(required = false) @Nullable Integer points,
      @RequestParam(defaultValue = "") String why,
      Principal who,
      RedirectAttributes flash) {
    try {
      Contact contact = desk.correct(externalId, points, why, who.getName());
      flash.addFlashAttribute("flash", words.say("score.correct.done", contact.score()));
    } catch (Rejected e) {
      flash.addFlashAttribute("flashProblem", e.text());
      flash.addFlashAttribute("points", points);
      flash.addFlashAttribute("why", why);
    }
    return "redirect:"
        + UriComponentsBuilder.fromPath("/contacts/{id}/score")
            .encode()
            .buildAndExpand(externalId)
            .toUriString();
  }
}
