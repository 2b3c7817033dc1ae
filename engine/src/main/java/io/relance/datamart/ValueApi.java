package io.relance.datamart;

import io.relance.contact.Contacts;
import io.relance.core.ContactId;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Aggregates and formulas over HTTP, and what they are for one contact. */
@RestController
class ValueApi {

  private final Values values;
  private final Catalogue catalogue;
  private final ContactAnswers answers;
  private final Contacts contacts;
  private final Clock clock;

  ValueApi(
      Values values, Catalogue catalogue, ContactAnswers answers, Contacts contacts, Clock clock) {
    this.values = values;
    this.catalogue = catalogue;
    this.answers = answers;
    this.contacts = contacts;
    this.clock = clock;
  }

  record Aggregates(List<Aggregate> items) {}

  record Formulas(List<Formula> items) {}

  /** What is known of a contact; a value that is missing is unknown. */
  record Answers(Instant at, Map<String, Object> values) {}

  @GetMapping("/api/aggregates")
  Aggregates aggregates() {
    return new Aggregates(catalogue.aggregates());
  }

  @GetMapping("/api/aggregates/{name}")
  Aggregate aggregate(@PathVariable String name) {
    return values.aggregate(name);
  }

  @PostMapping("/api/aggregates")
  ResponseEntity<Aggregate> create(@RequestBody NewAggregate wanted) {
    Aggregate created = values.save(wanted, null);
    return ResponseEntity.created(URI.create("/api/aggregates/" + created.name())).body(created);
  }

  @PutMapping("/api/aggregates/{name}")
  Aggregate replace(@PathVariable String name, @RequestBody NewAggregate wanted) {
    values.aggregate(name);
    return values.save(
        wanted.name() == null
            ? new NewAggregate(
                name,
                wanted.labels(),
                wanted.table(),
                wanted.function(),
                wanted.column(),
                wanted.filters(),
                wanted.days())
            : wanted,
        name);
  }

  @DeleteMapping("/api/aggregates/{name}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void removeAggregate(@PathVariable String name) {
    values.removeAggregate(name);
  }

  @GetMapping("/api/formulas")
  Formulas formulas() {
    return new Formulas(catalogue.formulas());
  }

  @GetMapping("/api/formulas/{name}")
  Formula formula(@PathVariable String name) {
    return values.formula(name);
  }

  @PostMapping("/api/formulas")
  ResponseEntity<Formula> create(@RequestBody NewFormula wanted) {
    Formula created = values.save(wanted, null);
    return ResponseEntity.created(URI.create("/api/formulas/" + created.name())).body(created);
  }

  @PutMapping("/api/formulas/{name}")
  Formula replace(@PathVariable String name, @RequestBody NewFormula wanted) {
    values.formula(name);
    return values.save(
        wanted.name() == null ? new NewFormula(name, wanted.labels(), wanted.rule()) : wanted,
        name);
  }

  @DeleteMapping("/api/formulas/{name}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void removeFormula(@PathVariable String name) {
    values.removeFormula(name);
  }

  @GetMapping("/api/contacts/{externalId}/mart")
  Answers of(@PathVariable String externalId) {
    ContactId contact = contacts.named(externalId).id();
    return new Answers(
        clock.instant(), answers.of(List.of(contact), Set.of()).getOrDefault(contact, Map.of()));
  }
}
