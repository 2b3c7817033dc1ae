package io.relance.score;

import io.relance.core.Rejected;
import io.relance.score.ScoreView.ScoreTableView;
import io.relance.score.ScoreView.ScoreVersionView;
import io.relance.score.Thresholds.Threshold;
import io.relance.score.Trials.ExampleOutcome;
import io.relance.score.Trials.FittingRow;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The table of scores, its versions and the thresholds over HTTP. */
@RestController
@RequestMapping("/api/score")
class ScoreApi {

  private final Drafts drafts;
  private final Trials trials;
  private final Thresholds thresholds;
  private final TableWords words;

  ScoreApi(Drafts drafts, Trials trials, Thresholds thresholds, TableWords words) {
    this.drafts = drafts;
    this.trials = trials;
    this.thresholds = thresholds;
    this.words = words;
  }

  record Items<T>(List<T> items, @Nullable String next) {}

  /** An event that did not happen, and what is known of a contact who need not exist. */
  record Try(
      @Nullable String event,
      @Nullable Map<String, Object> properties,
      @Nullable Map<String, Object> contact) {}

  /** What the draft would give. */
  record Tried(int points, List<FittingRow> rows) {}

  /** A score whose crossing is told. */
  record ThresholdBody(@Nullable String name, @Nullable Integer points) {}

  @GetMapping("/table")
  ScoreTableView table() {
    return ScoreView.of(drafts.draft(), words);
  }

  /** Replaces the draft; nothing changes for contacts until it is published. */
  @PutMapping("/table")
  ScoreTableView save(@RequestBody TableBody body, @Nullable Principal who) {
    return ScoreView.of(drafts.save(body, name(who)), words);
  }

  /** The draft as a DMN 1.3 file. */
  @GetMapping(path = "/table/dmn", produces = MediaType.APPLICATION_XML_VALUE)
  ResponseEntity<byte[]> dmn() {
    return file(drafts.draft().dmn(), "score.dmn");
  }

  /** Puts the rules of a DMN 1.3 file in the place of the draft's. */
  @PutMapping(
      path = "/table/dmn",
      consumes = {MediaType.APPLICATION_XML_VALUE, MediaType.TEXT_XML_VALUE})
  ScoreTableView upload(@RequestBody byte[] xml, @Nullable Principal who) {
    return ScoreView.of(drafts.upload(new String(xml, StandardCharsets.UTF_8), name(who)), words);
  }

  /** Runs the draft's examples. */
  @PostMapping("/table/test")
  Items<ExampleOutcome> test() {
    Drafts.Draft draft = drafts.draft();
    return new Items<>(trials.run(draft.table(), draft.examples()), null);
  }

  /** Asks the draft what it would give for an event. */
  @PostMapping("/table/try")
  Tried tryOut(@RequestBody Try asked) {
    if (asked.event() == null || asked.event().isBlank()) {
      throw new Rejected(422, "score-try-invalid", words.say("score.problem.example-event"))
          .with("event", words.say("score.problem.missing"));
    }
    List<FittingRow> rows =
        trials.rows(
            drafts.draft().table(),
            asked.event(),
            asked.properties() == null ? Map.of() : asked.properties(),
            asked.contact() == null ? Map.of() : asked.contact());
    return new Tried(Trials.points(rows), rows);
  }

  /** Puts the draft in force, unless one of its examples fails. */
  @PostMapping("/table/publish")
  ScoreVersionView publish(@Nullable Principal who) {
    return ScoreView.of(drafts.publish(name(who)));
  }

  @GetMapping("/versions")
  Items<ScoreVersionView> versions() {
    return new Items<>(drafts.versions().stream().map(ScoreView::of).toList(), null);
  }

  @GetMapping("/versions/{version}")
  ScoreVersionView version(@PathVariable int version) {
    return ScoreView.of(drafts.version(version));
  }

  /** A version as a DMN 1.3 file, as it was published. */
  @GetMapping(path = "/versions/{version}/dmn", produces = MediaType.APPLICATION_XML_VALUE)
  ResponseEntity<byte[]> versionDmn(@PathVariable int version) {
    return file(drafts.version(version).dmn(), "score-" + version + ".dmn");
  }

  /** Takes an old version back as the draft. */
  @PostMapping("/versions/{version}/restore")
  ScoreTableView restore(@PathVariable int version, @Nullable Principal who) {
    return ScoreView.of(drafts.restore(version, name(who)), words);
  }

  @GetMapping("/thresholds")
  Items<Threshold> thresholds() {
    return new Items<>(thresholds.all(), null);
  }

  @PutMapping("/thresholds/{key}")
  Threshold threshold(
      @PathVariable String key, @RequestBody ThresholdBody body, @Nullable Principal who) {
    return thresholds.put(key, body.name(), body.points(), name(who));
  }

  @DeleteMapping("/thresholds/{key}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deleteThreshold(@PathVariable String key) {
    thresholds.delete(key);
  }

  private static ResponseEntity<byte[]> file(String dmn, String name) {
    return ResponseEntity.ok()
        .header("Content-Disposition", "attachment; filename=\"" + name + "\"")
        .contentType(MediaType.APPLICATION_XML)
        .body(dmn.getBytes(StandardCharsets.UTF_8));
  }

  private static String name(@Nullable Principal who) {
    return who == null ? "api" : who.getName();
  }
}
