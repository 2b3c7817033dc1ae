package io.relance.journey;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.relance.core.BusinessKey;
import io.relance.core.ContactId;
import io.relance.core.Rejected;
import io.relance.journey.Enrolments.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Enrolments over HTTP. Callers name contacts by their own ids, also inside business keys. */
@RestController
@RequestMapping("/api/journeys/{journey}/enrolments")
class EnrolmentApi {

  private static final int LONGEST_LIST = 1000;
  private static final int LONGEST_DATA = 65_536;
  private static final int LONGEST_OBJECT_ID = 200;
  private static final Set<String> FIELDS = Set.of("contact", "objectId", "data");

  private final Enrolments enrolments;
  private final EnrolmentQueries queries;
  private final Journeys journeys;
  private final ObjectMapper json;

  EnrolmentApi(
      Enrolments enrolments, EnrolmentQueries queries, Journeys journeys, ObjectMapper json) {
    this.enrolments = enrolments;
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
  ResponseEntity<Object> enrol(@PathVariable String journey, @RequestBody JsonNode body) {
    if (body.isArray()) {
      return ResponseEntity.status(HttpStatus.ACCEPTED).body(enrolAll(journey, body));
    }
    if (body.has("segment")) {
      throw new Rejected(
          422,
          "no-segments",
          "this version of Relance has no segments yet; send a list of contacts");
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

  private ListAnswer enrolAll(String journey, JsonNode list) {
    if (list.size() > LONGEST_LIST) {
      throw new Rejected(
          413,
          "too-many-contacts",
          "at most 1,000 contacts can be enrolled in one call; send the rest in further calls");
    }
    journeys.get(journey);
    int entered = 0;
    int inside = 0;
    List<Refusal> rejected = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      try {
        if (enter(journey, read(list.get(i))).isPresent()) {
          entered++;
        } else {
          inside++;
        }
      } catch (Rejected e) {
        rejected.add(new Refusal(i, list.get(i).path("contact").asText(), e.type(), e.text()));
      }
    }
    return new ListAnswer(entered, inside, rejected);
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
        queries
            .contact(request.contact())
            .orElseThrow(
                () ->
                    new Rejected(
                            404,
                            "unknown-contact",
                            "there is no contact '" + request.contact() + "'; create it first")
                        .with("contact", "is not known"));
    return enrolments.enrol(journey, new Entry(contact, request.objectId(), request.data(), null));
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
