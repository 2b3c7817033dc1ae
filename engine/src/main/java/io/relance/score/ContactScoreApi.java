package io.relance.score;

import io.relance.contact.Contact;
import io.relance.contact.Contacts;
import io.relance.report.Page;
import io.relance.report.ScoreLedger;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Why a contact's score is what it is, and its correction. */
@RestController
@RequestMapping("/api/contacts/{externalId}/score")
class ContactScoreApi {

  private static final int MOST = 500;

  private final Contacts contacts;
  private final ScoreLedger ledger;
  private final ScoreDesk desk;

  ContactScoreApi(Contacts contacts, ScoreLedger ledger, ScoreDesk desk) {
    this.contacts = contacts;
    this.ledger = ledger;
    this.desk = desk;
  }

  /** A score and what it is made of, the newest first. */
  record ScoreOfContact(int score, List<ScoreLedger.ScoreEntry> items, @Nullable String next) {}

  /** Points to add by hand, or to take when negative, and the reason. */
  record ScoreCorrection(@Nullable Integer points, @Nullable String why) {}

  @GetMapping
  ScoreOfContact read(
      @PathVariable String externalId,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "50") int limit) {
    return view(contacts.named(externalId), cursor, Math.max(1, Math.min(MOST, limit)));
  }

  @PostMapping
  ScoreOfContact correct(
      @PathVariable String externalId,
      @RequestBody ScoreCorrection correction,
      @Nullable Principal who) {
    Contact contact =
        desk.correct(
            externalId, correction.points(), correction.why(), who == null ? "api" : who.getName());
    return view(contact, null, 50);
  }

  private ScoreOfContact view(Contact contact, @Nullable String cursor, int limit) {
    Page<ScoreLedger.ScoreEntry> page = ledger.of(contact.id().value(), cursor, limit);
    return new ScoreOfContact(contact.score(), page.items(), page.next());
  }
}
