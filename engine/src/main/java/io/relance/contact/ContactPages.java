package io.relance.contact;

import io.relance.report.ContactCard;
import io.relance.report.ContactCards;
import io.relance.report.ContactList;
import io.relance.report.JourneyList;
import io.relance.report.PreferredChannels;
import io.relance.report.ScoreLedger;
import io.relance.report.Timeline;
import java.time.Clock;
import java.util.Locale;
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

  /** The newest changes of the score; the others are one click away. */
  private static final int SCORES = 5;

  private final ContactList contacts;
  private final ContactCards cards;
  private final Timeline timeline;
  private final JourneyList journeys;
  private final ProfileForm form;
  private final ScoreLedger scores;
  private final PreferredChannels channels;
  private final Clock clock;

  ContactPages(
      ContactList contacts,
      ContactCards cards,
      Timeline timeline,
      JourneyList journeys,
      ProfileForm form,
      ScoreLedger scores,
      PreferredChannels channels,
      Clock clock) {
    this.contacts = contacts;
    this.cards = cards;
    this.timeline = timeline;
    this.journeys = journeys;
    this.form = form;
    this.scores = scores;
    this.channels = channels;
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
      Model model,
      Locale locale) {
    ContactCard card = card(externalId);
    model.addAttribute("contact", card);
    model.addAttribute("values", form.attributes(card, locale.getLanguage()));
    model.addAttribute("entries", timeline.of(card.id(), kind, cursor, PAGE));
    model.addAttribute("scores", scores.of(card.id(), null, SCORES));
    model.addAttribute("preferred", channels.of(card.id()).orElse(null));
    model.addAttribute("kinds", Timeline.KINDS);
    model.addAttribute("kind", kind);
    model.addAttribute("cursor", cursor);
    model.addAttribute("journeys", journeys.find(null, "live", null, clock.instant()));
    return "contact/view";
  }

  /** The form that corrects what is known of a contact. */
  @GetMapping("/contacts/{externalId}/edit")
  String edit(@PathVariable String externalId, Model model, Locale locale) {
    ContactCard card = card(externalId);
    model.addAttribute("contact", card);
    model.addAttribute("values", form.attributes(card, locale.getLanguage()));
    model.addAttribute("language", locale.getLanguage());
    return "contact/edit";
  }

  private ContactCard card(String externalId) {
    return cards.byExternalId(externalId).orElseThrow(() -> Contacts.unknown(externalId));
  }
}
