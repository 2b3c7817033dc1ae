package io.relance.contact;

import io.relance.core.Rejected;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Contacts that may be one person, and making one of them, over HTTP. */
@RestController
@RequestMapping("/api/contacts")
class MergeApi {

  private final Duplicates duplicates;
  private final Merging merging;

  MergeApi(Duplicates duplicates, Merging merging) {
    this.duplicates = duplicates;
    this.merging = merging;
  }

  /**
   * What to merge.
   *
   * @param with the external id of the contact that goes
   * @param take profile fields and attributes of which that contact's value shall be kept
   */
  record Merge(@Nullable String with, @Nullable List<String> take) {}

  @GetMapping("/duplicates")
  Duplicates.Page duplicates(
      @RequestParam(defaultValue = "email") String rule,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "50") int limit) {
    return duplicates.find(Duplicates.Rule.of(rule), cursor, ContactApi.within(limit));
  }

  @PostMapping("/{externalId}/merge")
  ContactApi.View merge(@PathVariable String externalId, @RequestBody Merge body) {
    if (body.with() == null || body.with().isBlank()) {
      throw new Rejected(
              422,
              "merge-invalid",
              "Say with whom: 'with' is the external id of the contact that goes.")
          .with("with", "is missing");
    }
    return ContactApi.View.of(
        merging.merge(
            externalId, body.with(), body.take() == null ? Set.of() : Set.copyOf(body.take())));
  }
}
