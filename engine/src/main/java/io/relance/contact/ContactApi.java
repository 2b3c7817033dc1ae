package io.relance.contact;

import io.relance.core.Rejected;
import java.net.URI;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

/** Contacts over HTTP. */
@RestController
@RequestMapping("/api/contacts")
class ContactApi {

  private final Contacts contacts;
  private final ContactFields fields;

  ContactApi(Contacts contacts, ContactFields fields) {
    this.contacts = contacts;
    this.fields = fields;
  }

  record Items<T>(List<T> items, @Nullable String next) {}

  record View(
      String externalId,
      @Nullable String email,
      @Nullable String phone,
      @Nullable String locale,
      @Nullable String timeZone,
      Map<String, Object> attributes,
      Map<String, Contact.Touch> touched,
      int score,
      Instant createdAt,
      Instant changedAt) {

    static View of(Contact contact) {
      return new View(
          contact.externalId(),
          contact.email(),
          contact.phone(),
          contact.locale(),
          contact.timeZone(),
          contact.attributes(),
          contact.touched(),
          contact.score(),
          contact.createdAt(),
          contact.changedAt());
    }
  }

  @GetMapping
  Items<View> search(
      @RequestParam(required = false) @Nullable String search,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "50") int limit) {
    Contacts.Page page = contacts.search(search, cursor, within(limit));
    return new Items<>(page.items().stream().map(View::of).toList(), page.next());
  }

  @GetMapping("/fields")
  Items<ContactField> fields() {
    return new Items<>(fields.all(), null);
  }

  @GetMapping("/{externalId}")
  View read(@PathVariable String externalId) {
    return View.of(contacts.named(externalId));
  }

  @PutMapping("/{externalId}")
  ResponseEntity<View> put(
      @PathVariable String externalId,
      @RequestParam(defaultValue = "false") boolean createFields,
      @RequestBody Map<String, @Nullable Object> body,
      @Nullable Principal principal) {
    Object named = body.get("externalId");
    if (named != null && !named.equals(externalId)) {
      throw new Rejected(422, "contact-invalid", "The body names another contact than the address.")
          .with("externalId", "must be '" + externalId + "' or left out");
    }
    Contacts.Put put =
        contacts.put(
            externalId,
            ContactInput.of(body),
            createFields,
            principal == null ? "api" : "api:" + principal.getName());
    return (put.created() ? ResponseEntity.created(address(externalId)) : ResponseEntity.ok())
        .body(View.of(put.contact()));
  }

  @DeleteMapping("/{externalId}")
  @ResponseStatus(HttpStatus.ACCEPTED)
  void erase(@PathVariable String externalId) {
    if (!contacts.erase(contacts.named(externalId).id())) {
      throw Contacts.unknown(externalId);
    }
  }

  private static URI address(String externalId) {
    return UriComponentsBuilder.fromPath("/api/contacts/{id}")
        .encode()
        .buildAndExpand(externalId)
        .toUri();
  }

  static int within(int limit) {
    return Math.max(1, Math.min(500, limit));
  }
}
