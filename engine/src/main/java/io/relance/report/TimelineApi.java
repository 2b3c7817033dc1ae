package io.relance.report;

import io.relance.core.Rejected;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The life of a contact for other systems. */
@RestController
class TimelineApi {

  private final ContactList contacts;
  private final Timeline timeline;

  TimelineApi(ContactList contacts, Timeline timeline) {
    this.contacts = contacts;
    this.timeline = timeline;
  }

  @GetMapping("/api/contacts/{externalId}/timeline")
  Page<TimelineEntry> timeline(
      @PathVariable String externalId,
      @RequestParam(defaultValue = "") Set<String> kind,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "100") int limit) {
    long contact =
        contacts
            .idOf(externalId)
            .orElseThrow(
                () ->
                    new Rejected(
                        404,
                        "contact-not-found",
                        "There is no contact with the external id '" + externalId + "'."));
    return timeline.of(contact, kind, cursor, Math.min(Math.max(limit, 1), 500));
  }
}
