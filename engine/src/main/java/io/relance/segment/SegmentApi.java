package io.relance.segment;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.JsonNode;
import io.relance.contact.WellFormed;
import io.relance.core.Rejected;
import io.relance.segment.Audience.Left;
import io.relance.segment.Audience.Preview;
import io.relance.segment.Audience.Someone;
import io.relance.segment.Segments.Wish;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Segments over HTTP. */
@RestController
@RequestMapping("/api/segments")
class SegmentApi {

  private static final int SAMPLE = 10;
  private static final int MOST_MEMBERS = 1000;

  private final Segments segments;
  private final Rules rules;
  private final Audience audience;
  private final ListMembers lists;
  private final SegmentVocabulary vocabulary;
  private final HashedAudience hashed;
  private final Areas areas;

  SegmentApi(
      Segments segments,
      Rules rules,
      Audience audience,
      ListMembers lists,
      SegmentVocabulary vocabulary,
      HashedAudience hashed,
      Areas areas) {
    this.segments = segments;
    this.rules = rules;
    this.audience = audience;
    this.lists = lists;
    this.vocabulary = vocabulary;
    this.hashed = hashed;
    this.areas = areas;
  }

  /** What a segment shall be; {@code version} guards against overwriting somebody's change. */
  record Request(
      @Nullable String id,
      @Nullable String name,
      @Nullable String kind,
      @Nullable JsonNode rule,
      @Nullable Boolean watched,
      @Nullable Integer version) {

    Wish wish() {
      return new Wish(id, name, kind, rule, Boolean.TRUE.equals(watched), version);
    }
  }

  /** A segment as callers see it. */
  record View(
      String id,
      String name,
      String kind,
      @JsonRawValue @Nullable String rule,
      boolean watched,
      @Nullable String failure,
      int version,
      Instant createdAt,
      Instant changedAt,
      String changedBy) {

    static View of(Segment segment) {
      return new View(
          segment.key(),
          segment.name(),
          segment.kind(),
          segment.rule(),
          segment.watched(),
          segment.failure(),
          segment.version(),
          segment.createdAt(),
          segment.changedAt(),
          segment.changedBy());
    }
  }

  /** What a segment was. */
  record VersionView(
      int version,
      String name,
      @JsonRawValue @Nullable String rule,
      boolean watched,
      Instant changedAt,
      String changedBy) {}

  record Items<T>(List<T> items, @Nullable String next) {}

  /** A count, and how many milliseconds it took. */
  record Count(long count, long elapsed) {}

  record Asked(@Nullable JsonNode rule, @Nullable String segment) {}

  record AreaItems(List<Audience.Area> items) {}

  /** One of those behind a number. */
  record Person(String externalId, @Nullable String name, @Nullable String email) {

    static Person of(Someone someone) {
      return new Person(someone.externalId(), someone.name(), someone.email());
    }
  }

  /**
   * A count while a rule is refined.
   *
   * @param steps how many are left after each part at the top, out of {@code everyone}
   * @param elapsed in milliseconds
   */
  record PreviewView(
      long everyone, long count, List<Left> steps, List<Person> sample, long elapsed) {}

  /** External ids of contacts that come onto a list or leave it. */
  record MembersChange(@Nullable List<String> add, @Nullable List<String> remove) {}

  @GetMapping
  Items<View> list() {
    return new Items<>(segments.all().stream().map(View::of).toList(), null);
  }

  /** What rules may name: fields, journeys with their steps and links, events, segments. */
  @GetMapping("/vocabulary")
  SegmentVocabulary.Words vocabulary() {
    return vocabulary.now();
  }

  @PostMapping
  ResponseEntity<View> create(@RequestBody Request request, @Nullable Principal who) {
    Segment made = segments.create(request.wish(), name(who));
    return ResponseEntity.created(URI.create("/api/segments/" + made.key())).body(View.of(made));
  }

  @PostMapping("/preview")
  PreviewView preview(@RequestBody Asked asked) {
    JsonNode rule = asked.rule();
    if (rule == null || rule.isNull()) {
      throw new Rejected(422, "rule-missing", "Say whom to count: send {\"rule\": {…}}.")
          .with("rule", "is missing");
    }
    long began = System.nanoTime();
    Preview preview = audience.preview(rules.read(rule, asked.segment()), SAMPLE);
    return new PreviewView(
        preview.everyone(),
        preview.count(),
        preview.steps(),
        preview.sample().stream().map(Person::of).toList(),
        millisSince(began));
  }

  @GetMapping("/{id}")
  View read(@PathVariable String id) {
    return View.of(segments.get(id));
  }

  @PutMapping("/{id}")
  View change(@PathVariable String id, @RequestBody Request request, @Nullable Principal who) {
    if (request.id() != null && !request.id().equals(id)) {
      throw new Rejected(422, "segment-invalid", "The body names another segment than the address.")
          .with("id", "must be '" + id + "' or left out");
    }
    return View.of(segments.change(id, request.wish(), name(who)));
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable String id) {
    segments.delete(id);
  }

  @GetMapping("/{id}/versions")
  Items<VersionView> versions(@PathVariable String id) {
    return new Items<>(
        segments.versions(id).stream()
            .map(
                one ->
                    new VersionView(
                        one.version(),
                        one.name(),
                        one.rule(),
                        one.watched(),
                        one.changedAt(),
                        one.changedBy()))
            .toList(),
        null);
  }

  @GetMapping("/{id}/count")
  Count count(@PathVariable String id) {
    long began = System.nanoTime();
    long count = audience.count(rules.of(segments.get(id)));
    return new Count(count, millisSince(began));
  }

  /** How many members live in which area, by the first signs of a postcode. */
  @GetMapping("/{id}/areas")
  AreaItems areas(
      @PathVariable String id,
      @RequestParam(defaultValue = "attributes.postcode") String field,
      @RequestParam(defaultValue = "2") int length) {
    return new AreaItems(areas.of(segments.get(id), field, length));
  }

  @GetMapping("/{id}/members")
  Items<Person> members(
      @PathVariable String id,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "50") int limit) {
    int size = Math.max(1, Math.min(MOST_MEMBERS, limit));
    List<Someone> found =
        audience.members(
            rules.of(segments.get(id)), cursor == null ? 0 : position(cursor), size + 1);
    List<Person> people = found.stream().limit(size).map(Person::of).toList();
    return new Items<>(people, found.size() > size ? cursor(found.get(size - 1).id()) : null);
  }

  /** The members as hashes of their addresses, for advertising networks. */
  @GetMapping("/{id}/audience")
  void audience(
      @PathVariable String id,
      @RequestParam(defaultValue = "marketing") String purpose,
      HttpServletResponse response)
      throws IOException {
    hashed.send(id, purpose, response);
  }

  /** Puts contacts on a list and takes others off. */
  @PostMapping("/{id}/members")
  ListMembers.Change members(@PathVariable String id, @RequestBody MembersChange change) {
    return lists.change(id, names(change.add(), "add"), names(change.remove(), "remove"));
  }

  private static List<String> names(@Nullable List<String> names, String field) {
    List<String> given = Objects.requireNonNullElse(names, List.of());
    if (given.stream().anyMatch(name -> name == null || !WellFormed.text(name))) {
      throw new Rejected(422, "segment-invalid", "Contacts are named by their external ids.")
          .with(field, "must be a list of external ids");
    }
    return given;
  }

  static String cursor(long id) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(("m" + id).getBytes(StandardCharsets.US_ASCII));
  }

  static long position(String cursor) {
    try {
      return Long.parseLong(
          new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII)
              .substring(1));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new Rejected(
          400, "bad-cursor", "This is no cursor of this list; begin again without one.");
    }
  }

  private static String name(@Nullable Principal who) {
    return who == null ? "api" : who.getName();
  }

  private static long millisSince(long began) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
  }
}
