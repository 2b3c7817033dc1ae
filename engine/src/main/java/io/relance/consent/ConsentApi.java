package io.relance.consent;

import io.relance.consent.Consents.Current;
import io.relance.contact.Contacts;
import io.relance.contact.WellFormed;
import io.relance.core.Channel;
import io.relance.core.ContactId;
import io.relance.core.LegalBasis;
import io.relance.core.Purpose;
import io.relance.core.Rejected;
import io.relance.messaging.Tracking;
import java.security.Principal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Consent over HTTP. */
@RestController
@RequestMapping("/api/contacts/{externalId}/consents")
class ConsentApi {

  private final Contacts contacts;
  private final Consents consents;
  private final ConsentSettings settings;

  ConsentApi(Contacts contacts, Consents consents, ConsentSettings settings) {
    this.contacts = contacts;
    this.consents = consents;
    this.settings = settings;
  }

  /** What may be seen of the person's reading, after the workspace's rule for who never said. */
  record Observed(boolean opens, boolean clicks) {}

  record All(
      List<Current> items, Observed observed, List<ConsentRecord> history, @Nullable String next) {}

  record Recorded(String record, String channel, String purpose, String status) {}

  @GetMapping
  All read(@PathVariable String externalId) {
    ContactId contact = contacts.named(externalId).id();
    List<Current> current = consents.current(contact);
    Tracking tracking =
        settings.tracking(
            said(current, Purpose.TRACKING_OPENS), said(current, Purpose.TRACKING_CLICKS));
    return new All(
        current,
        new Observed(tracking.opens(), tracking.clicks()),
        consents.history(contact),
        null);
  }

  private static @Nullable String said(List<Current> current, Purpose purpose) {
    return current.stream()
        .filter(one -> one.channel().equals(Channel.EMAIL.word()))
        .filter(one -> one.purpose().equals(purpose.word()))
        .map(Current::status)
        .findFirst()
        .orElse(null);
  }

  @PutMapping("/{channel}/{purpose}")
  Recorded record(
      @PathVariable String externalId,
      @PathVariable String channel,
      @PathVariable String purpose,
      @RequestBody Map<String, @Nullable Object> body,
      @Nullable Principal principal) {
    ContactId contact = contacts.named(externalId).id();
    Rejected refusal = new Rejected(422, "consent-invalid", "The consent was not recorded.");
    var on = Channel.of(channel).filter(Channel::reachesContact);
    if (on.isEmpty()) {
      refusal = refusal.with("channel", "must be one of email, sms, voice, whatsapp, push, letter");
    }
    var about = Purpose.of(purpose);
    if (about.isEmpty()) {
      refusal =
          refusal.with(
              "purpose",
              "must be one of marketing, service, transactional, tracking-opens,"
                  + " tracking-clicks");
    }
    var status = Status.of(String.valueOf(body.get("status")));
    if (status.isEmpty()) {
      refusal = refusal.with("status", "must be granted or refused");
    }
    refusal = problems(body, refusal);
    var basis = LegalBasis.of(String.valueOf(body.getOrDefault("basis", "consent")));
    if (basis.isEmpty()) {
      refusal =
          refusal.with(
              "basis",
              "must be one of consent, existing-customer, b2b-notice, contract, legal-obligation");
    }
    if (on.isEmpty()
        || about.isEmpty()
        || status.isEmpty()
        || basis.isEmpty()
        || !refusal.details().isEmpty()) {
      throw refusal;
    }
    String source = principal == null ? "api" : "api:" + principal.getName();
    String id =
        consents.record(
            contact,
            on.get(),
            about.get(),
            status.get(),
            new Grounds(basis.get(), (String) body.get("textVersion")),
            source,
            proof(body));
    return new Recorded(id, channel, purpose, status.get().word());
  }

  private static Map<String, Object> proof(Map<String, @Nullable Object> body) {
    Map<String, Object> proof = new LinkedHashMap<>();
    if (body.get("proof") instanceof Map<?, ?> given) {
      given.forEach((name, value) -> proof.put(String.valueOf(name), value));
    }
    return proof;
  }

  private static Rejected problems(Map<String, @Nullable Object> body, Rejected refusal) {
    Rejected found = refusal;
    for (String name : body.keySet()) {
      if (name.equals("proof")) {
        Object proof = body.get(name);
        if (proof != null && !(proof instanceof Map)) {
          found = found.with(name, "must be an object of names and values");
        }
      } else if (name.equals("textVersion")) {
        Object version = body.get(name);
        if (version != null && !(version instanceof String text && isVersion(text))) {
          found = found.with(name, "must be a text of 1 to 100 characters");
        }
      } else if (!name.equals("status") && !name.equals("basis")) {
        found = found.with(name, "has no meaning here; what proves the consent goes into proof");
      }
    }
    return found;
  }

  static boolean isVersion(String text) {
    return !text.isBlank() && text.length() <= 100 && WellFormed.text(text);
  }
}
