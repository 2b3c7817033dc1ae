package io.relance.journey;

import io.relance.core.Rejected;
import io.relance.journey.Versions.Version;
import io.relance.journey.check.Diagram.Reentry;
import io.relance.report.Day;
import io.relance.report.JourneyList;
import io.relance.report.JourneyRow;
import io.relance.runtime.Zones;
import io.relance.segment.Segments;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** The form to enrol contacts, and how far each set of them is. */
@Controller
class EnrolmentPages {

  private static final int FORMER = 20;
  private static final int SHOWN = 100;

  private final JourneyList journeys;
  private final Versions versions;
  private final EnrolmentQueries queries;
  private final EnrolmentRuns runs;
  private final Segments segments;
  private final Clock clock;
  private final Zones zones;

  EnrolmentPages(
      JourneyList journeys,
      Versions versions,
      EnrolmentQueries queries,
      EnrolmentRuns runs,
      Segments segments,
      Clock clock,
      Zones zones) {
    this.journeys = journeys;
    this.versions = versions;
    this.queries = queries;
    this.runs = runs;
    this.segments = segments;
    this.clock = clock;
    this.zones = zones;
  }

  @GetMapping("/journeys/{key}/enrol")
  String enrol(
      @PathVariable String key,
      @RequestParam(defaultValue = "") String contact,
      @CookieValue(name = "relance-zone", required = false) @Nullable String zone,
      Model model) {
    JourneyRow journey = journey(key, zone);
    model.addAttribute("journey", journey);
    model.addAttribute("reentry", word(reentry(journey)));
    model.addAttribute("everyone", queries.contacts());
    model.addAttribute("segments", segments.all());
    model.addAttribute("runs", runs.newest(key, FORMER, null));
    if (!model.containsAttribute("contacts")) {
      model.addAttribute("contacts", contact);
    }
    return "journey/enrol";
  }

  @GetMapping("/journeys/{key}/enrolment-runs/{id}")
  String run(
      @PathVariable String key,
      @PathVariable UUID id,
      @CookieValue(name = "relance-zone", required = false) @Nullable String zone,
      Model model) {
    fill(key, id, zone, model);
    return "journey/run";
  }

  /** The part that htmx fetches again until the run is over. */
  @GetMapping("/journeys/{key}/enrolment-runs/{id}/state")
  String state(
      @PathVariable String key,
      @PathVariable UUID id,
      @CookieValue(name = "relance-zone", required = false) @Nullable String zone,
      Model model) {
    fill(key, id, zone, model);
    return "journey/run :: state";
  }

  private void fill(String key, UUID id, @Nullable String zone, Model model) {
    JourneyRow journey = journey(key, zone);
    EnrolmentRun run = runs.get(key, id);
    List<EnrolmentRuns.Failure> failures = runs.failures(id, 0, SHOWN);
    model.addAttribute("journey", journey);
    Reentry rule = reentry(journey);
    model.addAttribute("reentry", word(rule));
    model.addAttribute("run", run);
    model.addAttribute("failures", failures);
    if (run.state().equals(EnrolmentRun.READY)) {
      model.addAttribute("outlook", runs.outlook(run, rule));
    }
  }

  /** What becomes of those who are inside, or were. */
  private Reentry reentry(JourneyRow journey) {
    Integer number = journey.version();
    Version version = number == null ? null : versions.find(journey.key(), number);
    return version == null ? Reentry.AFTER_END : version.diagram().reentry();
  }

  private static String word(Reentry reentry) {
    return reentry.name().toLowerCase(Locale.ROOT);
  }

  private JourneyRow journey(String key, @Nullable String zone) {
    return journeys
        .byKey(key, Day.began(clock.instant(), zone, zones.of(null)))
        .orElseThrow(
            () ->
                new Rejected(
                    404, "journey-not-found", "There is no journey with the key '" + key + "'."));
  }
}
