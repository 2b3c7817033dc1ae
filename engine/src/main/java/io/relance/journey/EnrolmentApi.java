package io.relance.journey;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.relance.contact.NamedContacts;
import io.relance.core.BusinessKey;
import io.relance.core.ContactId;
import io.relance.core.Rejected;
import io.relance.journey.Enrolments.Entry;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/** Enrolments over HTTP. Callers name contacts by their own ids, also inside business keys. */
@RestController
@RequestMapping("/api/journeys/{journey}/enrolments")
class EnrolmentApi {

  private static final String EVERYONE = "everyone";
  private static final int LONGEST_LIST = 1000;
  private static final int LONGEST_DATA = 65_536;
  private static final int LONGEST_OBJECT_ID = 200;
  private static final Set<String> FIELDS = Set.of("contact", "objectId", "data");

  private final Enrolments enrolments;
  private final EnrolmentSets sets;
  private final EnrolmentRuns runs;
  private final EnrolmentQueries queries;
  private final Journeys journeys;
  private final ObjectMapper json;

  EnrolmentApi(
      Enrolments enrolments,
      EnrolmentSets sets,
      EnrolmentRuns runs,
      EnrolmentQueries queries,
      Journeys journeys,
      ObjectMapper json) {
    this.enrolments = enrolments;
    this.sets = sets;
    this.runs = runs;
    this.queries = queries;
    this.journeys = journeys;
    this.json = json;
  }

  /** One enrolment that began. */
  record Entered(
      String businessKey,
      String journey,
      String contact,
      @Nullable String objectId,
      String state) {}

  /** What became of a list. */
  record ListAnswer(int entered, int alreadyInside, List<Refusal> rejected) {}

  /** One entry of a list that was refused. */
  record Refusal(int index, String contact, String type, String reason) {}

  @PostMapping
  ResponseEntity<Object> enrol(
      @PathVariable String journey, @RequestBody JsonNode body, @Nullable Principal who) {
    if (body.isArray()) {
      return ResponseEntity.status(HttpStatus.ACCEPTED).body(enrolAll(journey, body));
    }
    if (body.has("segment")) {
      return enrolSegment(journey, body, who);
    }
    Request request = read(body);
    if (enter(journey, request).isEmpty()) {
      throw new Rejected(
          409,
          "already-inside",
          "the contact '"
              + request.contact()
              + "' is not let into '"
              + journey
              + "': it is inside already, or was once and the re-entry rule is 'never'");
    }
    return ResponseEntity.status(HttpStatus.CREATED).body(answer(journey, request));
  }

  private ResponseEntity<Object> enrolSegment(
      String journey, JsonNode body, @Nullable Principal who) {
    JsonNode segment = body.path("segment");
    if (body.size() != 1 || !segment.isTextual()) {
      throw new Rejected(
              422,
              "invalid-enrolment",
              "name one segment by its id, or 'everyone', and nothing else; GET /api/segments lists them")
          .with("segment", "must be the id of a segment, alone");
    }
    return accepted(
        segment.asText().equals(EVERYONE)
            ? runs.startEveryone(journey, name(who))
            : runs.startSegment(journey, segment.asText(), true, name(who)));
  }

  /** A file in the body: plain lines of external ids, or CSV with a column externalId. */
  @PostMapping(consumes = {"text/csv", "text/plain"})
  ResponseEntity<Object> enrolFile(
      @PathVariable String journey,
      @RequestParam(defaultValue = "") String encoding,
      HttpServletRequest request,
      @Nullable Principal who)
      throws IOException {
    MediaType type = MediaType.parseMediaType(String.valueOf(request.getContentType()));
    boolean plain = type.isCompatibleWith(MediaType.TEXT_PLAIN);
    String told = type.getParameter("charset");
    return enrolFile(
        journey,
        request.getInputStream(),
        encoding.isEmpty() && told != null ? told.replace("\"", "") : encoding,
        plain ? NamedContacts.Form.LINES : NamedContacts.Form.CSV,
        null,
        who);
  }

  @PostMapping(consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
  ResponseEntity<Object> enrolFile(
      @PathVariable String journey,
      @RequestPart MultipartFile file,
      @RequestParam(defaultValue = "") String encoding,
      @Nullable Principal who)
      throws IOException {
    try (InputStream body = file.getInputStream()) {
      String name = EnrolmentRuns.plain(file.getOriginalFilename());
      return enrolFile(journey, body, encoding, NamedContacts.Form.EITHER, name, who);
    }
  }

  private ResponseEntity<Object> enrolFile(
      String journey,
      InputStream body,
      String encoding,
      NamedContacts.Form form,
      @Nullable String name,
      @Nullable Principal who) {
    journeys.get(journey);
    // No connection is held while the file comes in, however slowly that may be.
    try (NamedContacts file = NamedContacts.receive(body, encoding, form)) {
      return accepted(runs.start(journey, file, name, true, name(who)));
    }
  }

  private static ResponseEntity<Object> accepted(EnrolmentRun run) {
    EnrolmentRunApi.View view = EnrolmentRunApi.View.of(run, List.of());
    return ResponseEntity.accepted().location(URI.create(view.link())).body(view);
  }

  private static String name(@Nullable Principal who) {
    return who == null ? "api" : who.getName();
  }

  /** What one entry of a list asks for, and where it stands there. */
  private record Asked(int index, Request request) {}

  private ListAnswer enrolAll(String journey, JsonNode list) {
    if (list.size() > LONGEST_LIST) {
      throw new Rejected(
          413,
          "too-many-contacts",
          "at most 1,000 contacts can be enrolled in one call; send the rest in further calls, or all of them as a file");
    }
    journeys.get(journey);
    List<Refusal> rejected = new ArrayList<>();
    List<Asked> asked = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      try {
        asked.add(new Asked(i, read(list.get(i))));
      } catch (Rejected e) {
        rejected.add(refusal(i, list.get(i).path("contact").asText(), e));
      }
    }
    Map<String, ContactId> known =
        queries.contacts(asked.stream().map(one -> one.request().contact()).toList());
    // A key that is named again finds its contact inside.
    Map<BusinessKey, Asked> first = new LinkedHashMap<>();
    List<Entry> entries = new ArrayList<>();
    int inside = 0;
    for (Asked one : asked) {
      Request request = one.request();
      ContactId contact = known.get(request.contact());
      if (contact == null) {
        rejected.add(refusal(one.index(), request.contact(), unknown(request.contact())));
      } else if (first.putIfAbsent(new BusinessKey(journey, contact, request.objectId()), one)
          == null) {
        entries.add(new Entry(contact, request.objectId(), request.data(), null));
      } else {
        inside++;
      }
    }
    int entered = 0;
    try {
      EnrolmentSets.Result result = sets.enter(journey, entries);
      entered = result.entered().size();
      inside += entries.size() - entered - result.failed().size();
      result
          .failed()
          .forEach(
              (key, reason) -> {
                Asked one = Objects.requireNonNull(first.get(key));
                rejected.add(
                    new Refusal(one.index(), one.request().contact(), "could-not-enter", reason));
              });
    } catch (Rejected e) {
      first.values().forEach(it -> rejected.add(refusal(it.index(), it.request().contact(), e)));
    }
    rejected.sort(Comparator.comparing(Refusal::index));
    return new ListAnswer(entered, inside, rejected);
  }

  private static Refusal refusal(int index, String contact, Rejected e) {
    return new Refusal(index, contact, e.type(), e.text());
  }

  @GetMapping
  EnrolmentQueries.Page inside(
      @PathVariable String journey,
      @RequestParam(required = false) @Nullable String step,
      @RequestParam(required = false) @Nullable String state,
      @RequestParam(required = false) @Nullable Integer version,
      @RequestParam(required = false) @Nullable String cursor) {
    journeys.get(journey);
    return queries.page(journey, version, step, state, cursor);
  }

  @GetMapping("/{businessKey}")
  EnrolmentQueries.Detail one(@PathVariable String journey, @PathVariable String businessKey) {
    return queries.detail(found(journey, businessKey));
  }

  @DeleteMapping("/{businessKey}")
  EnrolmentQueries.Detail withdraw(
      @PathVariable String journey,
      @PathVariable String businessKey,
      @RequestBody(required = false) @Nullable JsonNode body) {
    EnrolmentQueries.Found found = found(journey, businessKey);
    String reason = body == null ? "" : body.path("reason").asText("");
    enrolments.withdraw(
        found.processInstanceId(), reason.length() > 200 ? reason.substring(0, 200) : reason);
    return queries.detail(found);
  }

  private EnrolmentQueries.Found found(String journey, String businessKey) {
    journeys.get(journey);
    return queries
        .find(journey, businessKey)
        .orElseThrow(
            () ->
                new Rejected(
                    404,
                    "unknown-enrolment",
                    "nobody has entered '" + journey + "' under the key '" + businessKey + "'"));
  }

  private record Request(String contact, @Nullable String objectId, String data) {}

  private Request read(JsonNode body) {
    body.fieldNames()
        .forEachRemaining(
            name -> {
              if (!FIELDS.contains(name)) {
                throw new Rejected(
                        422,
                        "invalid-enrolment",
                        name + " is not known; an enrolment has contact, data and objectId")
                    .with(name, "is not known");
              }
            });
    JsonNode contact = body.path("contact");
    if (!contact.isTextual() || contact.asText().isBlank()) {
      throw new Rejected(422, "invalid-enrolment", "say who shall enter: contact is missing")
          .with("contact", "is missing");
    }
    JsonNode data = body.path("data");
    if (!data.isMissingNode() && !data.isNull() && !data.isObject()) {
      throw new Rejected(422, "invalid-enrolment", "data must be an object")
          .with("data", "must be an object");
    }
    try {
      String text = data.isObject() ? json.writeValueAsString(data) : "{}";
      if (text.length() > LONGEST_DATA || text.contains("\\u0000")) {
        throw new Rejected(422, "invalid-enrolment", "data must be at most 64 KiB and hold no NUL")
            .with("data", "is too long");
      }
      return new Request(contact.asText(), objectId(body.path("objectId")), text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("data that was read as JSON cannot be written as JSON", e);
    }
  }

  private static @Nullable String objectId(JsonNode object) {
    if (object.isMissingNode() || object.isNull()) {
      return null;
    }
    String text = object.asText();
    if (!(object.isTextual() || object.isNumber())
        || text.isBlank()
        || text.length() > LONGEST_OBJECT_ID
        || text.indexOf('\0') >= 0) {
      throw new Rejected(422, "invalid-enrolment", "objectId must be a text of 1 to 200 characters")
          .with("objectId", "must be a text of 1 to 200 characters");
    }
    return text;
  }

  private Optional<BusinessKey> enter(String journey, Request request) {
    ContactId contact =
        queries.contact(request.contact()).orElseThrow(() -> unknown(request.contact()));
    return enrolments.enrol(journey, new Entry(contact, request.objectId(), request.data(), null));
  }

  private static Rejected unknown(String contact) {
    return new Rejected(
            404, "unknown-contact", "there is no contact '" + contact + "'; create it first")
        .with("contact", "is not known");
  }

  private static Entered answer(String journey, Request request) {
    String key =
        journey
            + ":"
            + request.contact()
            + (request.objectId() == null ? "" : ":" + request.objectId());
    return new Entered(key, journey, request.contact(), request.objectId(), "inside");
  }
}
