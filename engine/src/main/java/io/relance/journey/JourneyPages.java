package io.relance.journey;

import io.relance.core.Rejected;
import io.relance.report.Books;
import io.relance.report.Day;
import io.relance.report.Drawings;
import io.relance.report.JourneyList;
import io.relance.report.JourneyRow;
import io.relance.report.WalkList;
import io.relance.runtime.Zones;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** The list of journeys, the live view and the studio's page. */
@Controller
class JourneyPages {

  private static final int PEOPLE = 25;

  private final JourneyList journeys;
  private final Books books;
  private final WalkList walks;
  private final Drawings drawings;
  private final ScenarioLibrary scenarios;
  private final Clock clock;
  private final Zones zones;

  JourneyPages(
      JourneyList journeys,
      Books books,
      WalkList walks,
      Drawings drawings,
      ScenarioLibrary scenarios,
      Clock clock,
      Zones zones) {
    this.journeys = journeys;
    this.books = books;
    this.walks = walks;
    this.drawings = drawings;
    this.scenarios = scenarios;
    this.clock = clock;
    this.zones = zones;
  }

  @GetMapping("/journeys")
  String list(
      @RequestParam(defaultValue = "") String q,
      @RequestParam(defaultValue = "") String state,
      @RequestParam(defaultValue = "name") String sort,
      @CookieValue(name = "relance-zone", required = false) @Nullable String zone,
      Model model) {
    model.addAttribute("journeys", journeys.find(q, state, sort, today(zone)));
    model.addAttribute("states", journeys.states());
    model.addAttribute("q", q);
    model.addAttribute("state", state);
    model.addAttribute("sort", sort);
    return "journey/list";
  }

  @GetMapping("/journeys/new")
  String gallery(Model model) {
    model.addAttribute("scenarios", scenarios.all());
    return "journey/new";
  }

  @GetMapping("/journeys/{key}")
  String live(
      @PathVariable String key,
      @RequestParam(required = false) @Nullable Integer version,
      @RequestParam(required = false) @Nullable String people,
      @CookieValue(name = "relance-zone", required = false) @Nullable String zone,
      Model model) {
    JourneyRow journey = journey(key, zone);
    fill(model, journey, version, people);
    return "journey/view";
  }

  /** The part of the live view that htmx fetches again and again. */
  @GetMapping("/journeys/{key}/numbers")
  String numbers(
      @PathVariable String key,
      @RequestParam(required = false) @Nullable Integer version,
      @RequestParam(required = false) @Nullable String people,
      @CookieValue(name = "relance-zone", required = false) @Nullable String zone,
      Model model) {
    fill(model, journey(key, zone), version, people);
    return "journey/view :: numbers";
  }

  @GetMapping("/journeys/{key}/studio")
  String studio(
      @PathVariable String key,
      @CookieValue(name = "relance-zone", required = false) @Nullable String zone,
      Model model) {
    model.addAttribute("journey", journey(key, zone));
    return "journey/studio";
  }

  private void fill(
      Model model, JourneyRow journey, @Nullable Integer version, @Nullable String people) {
    List<JourneyList.Version> versions = journeys.versions(journey.key());
    Integer shown = version == null ? journey.version() : version;
    if (shown != null && versions.stream().noneMatch(known -> known.version() == shown)) {
      throw new Rejected(
          404,
          "journey-not-found",
          "The journey '" + journey.key() + "' has no version " + shown + ".");
    }
    model.addAttribute("journey", journey);
    model.addAttribute("versions", versions);
    model.addAttribute("version", shown);
    model.addAttribute("people", people);
    if (shown != null) {
      model.addAttribute("books", books.of(journey.key(), shown));
      model.addAttribute("drawing", drawings.of(journey.key(), shown));
      model.addAttribute("walks", walks.inside(journey.key(), shown, people, PEOPLE));
    }
  }

  private JourneyRow journey(String key, @Nullable String zone) {
    return journeys
        .byKey(key, today(zone))
        .orElseThrow(
            () ->
                new Rejected(
                    404, "journey-not-found", "There is no journey with the key '" + key + "'."));
  }

  private Instant today(@Nullable String zone) {
    return Day.began(clock.instant(), zone, zones.of(null));
  }
}
