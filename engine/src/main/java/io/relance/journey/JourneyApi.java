package io.relance.journey;

import io.relance.core.Rejected;
import io.relance.journey.Journeys.Saved;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Journeys over HTTP: diagrams go in and out as BPMN 2.0 XML. */
@RestController
@RequestMapping("/api/journeys")
class JourneyApi {

  private static final MediaType BPMN = MediaType.valueOf("application/bpmn+xml");

  private final Journeys journeys;
  private final JourneyOverview overview;
  private final ProblemWords words;

  JourneyApi(Journeys journeys, JourneyOverview overview, ProblemWords words) {
    this.journeys = journeys;
    this.overview = overview;
    this.words = words;
  }

  /** What a save answers. */
  record SavedDraft(String key, String name, int revision, List<ProblemWords.Worded> problems) {}

  @GetMapping
  Map<String, Object> all() {
    return Map.of("items", overview.all());
  }

  @GetMapping("/{key}")
  JourneyOverview.Row one(@PathVariable String key) {
    journeys.get(key);
    return overview.of(key);
  }

  @PostMapping
  ResponseEntity<SavedDraft> save(
      @RequestBody(required = false) byte @Nullable [] bpmn, Principal who) {
    Saved saved = journeys.saveDraft(body(bpmn), who.getName());
    return ResponseEntity.status(saved.created() ? HttpStatus.CREATED : HttpStatus.OK)
        .eTag(Integer.toString(saved.revision()))
        .body(answer(saved));
  }

  @PostMapping("/check")
  Map<String, Object> check(@RequestBody(required = false) byte @Nullable [] bpmn) {
    return Map.of("problems", words.of(journeys.check(body(bpmn))));
  }

  @GetMapping("/{key}/draft")
  ResponseEntity<byte[]> draft(@PathVariable String key) {
    Journey journey = journeys.get(key);
    return ResponseEntity.ok()
        .contentType(BPMN)
        .eTag(Integer.toString(journey.draft() == null ? 0 : journey.draft().revision()))
        .body(journeys.draft(key));
  }

  @PutMapping("/{key}/draft")
  ResponseEntity<SavedDraft> saveRevision(
      @PathVariable String key,
      @RequestBody(required = false) byte @Nullable [] bpmn,
      @RequestHeader(name = "If-Match", required = false) @Nullable String revision,
      Principal who) {
    Saved saved = journeys.saveDraft(key, body(bpmn), revision(revision), who.getName());
    return ResponseEntity.ok().eTag(Integer.toString(saved.revision())).body(answer(saved));
  }

  @PostMapping("/{key}/publish")
  Map<String, Object> publish(@PathVariable String key, Principal who) {
    return Map.of("key", key, "version", journeys.publish(key, who.getName()));
  }

  @GetMapping("/{key}/publish-preview")
  PublishPreview preview(@PathVariable String key) {
    return PublishPreview.of(journeys, overview, words, key);
  }

  @PostMapping("/{key}/pause")
  JourneyOverview.Row pause(@PathVariable String key) {
    journeys.pause(key);
    return overview.of(key);
  }

  @PostMapping("/{key}/resume")
  JourneyOverview.Row resume(@PathVariable String key) {
    journeys.resume(key);
    return overview.of(key);
  }

  @PostMapping("/{key}/stop")
  Map<String, Object> stop(@PathVariable String key) {
    return Map.of("key", key, "state", "stopped", "ended", journeys.stop(key));
  }

  @GetMapping("/{key}/bpmn")
  ResponseEntity<byte[]> bpmn(
      @PathVariable String key, @RequestParam(required = false) @Nullable Integer version) {
    return ResponseEntity.ok().contentType(BPMN).body(journeys.bpmn(key, version));
  }

  private SavedDraft answer(Saved saved) {
    return new SavedDraft(saved.key(), saved.name(), saved.revision(), words.of(saved.problems()));
  }

  private static byte[] body(byte @Nullable [] bpmn) {
    if (bpmn == null || bpmn.length == 0) {
      throw new Rejected(
          400, "not-bpmn", "send the diagram as BPMN 2.0 XML in the body of the request");
    }
    return bpmn;
  }

  private static int revision(@Nullable String ifMatch) {
    if (ifMatch == null) {
      throw new Rejected(
          428, "revision-needed", "say which revision you worked from in the header If-Match");
    }
    try {
      return Integer.parseInt(ifMatch.replace("W/", "").replace("\"", "").strip());
    } catch (NumberFormatException e) {
      throw new Rejected(
          400, "bad-revision", "If-Match must hold the revision that GET answered as ETag");
    }
  }
}
