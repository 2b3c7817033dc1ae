package io.relance.contact;

import io.relance.core.Rejected;
import io.relance.report.ContactCard;
import io.relance.report.ContactCards;
import io.relance.report.ContactList;
import io.relance.report.JourneyList;
import io.relance.report.Timeline;
import java.time.Clock;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** The list of contacts, and one contact with everything that happened to them. */
@Controller
class ContactPages {

  private static final int PAGE = 50;

  private final ContactList contacts;
  private final ContactCards cards;
  private final Timeline timeline;
  private final JourneyList journeys;
  private final Clock clock;

  ContactPages(
      ContactList contacts,
      ContactCards cards,
      Timeline timeline,
      JourneyList journeys,
      Clock clock) {
    this.contacts = contacts;
    this.cards = cards;
    this.timeline = timeline;
    this.journeys = journeys;
    this.clock = clock;
  }

  @GetMapping("/contacts")
  String list(
      @RequestParam(defaultValue = "") String q,
      @RequestParam(required = false) @Nullable String cursor,
      Model model) {
    model.addAttribute("contacts", contacts.find(q, cursor, PAGE));
    model.addAttribute("count", contacts.count());
    model.addAttribute("q", q);
    model.addAttribute("cursor", cursor);
    return "contact/list";
  }

  @GetMapping("/contacts/{externalId}")
  String contact(
      @PathVariable String externalId,
      @RequestParam(defaultValue = "") Set<String> kind,
      @RequestParam(required = false) @Nullable String cursor,
      Model model) {
    ContactCard card =
        cards
            .byExternalId(externalId)
            .orElseThrow(
                () ->
                    new Rejected(
                        404,
                        "contact-not-found",
                        "There is no contact with the external id '" + externalId + "'."));
    model.addAttribute("contact", card);
    model.addAttribute("entries", timeline.of(card.id(), kind, cursor, PAGE));
    model.addAttribute("kinds", Timeline.KINDS);
    model.addAttribute("kind", kind);
    model.addAttribute("cursor", cursor);
    model.addAttribute("journeys", journeys.find(null, "live", null, clock.instant()));
    return "contact/view";
  }
}
