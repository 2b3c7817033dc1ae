package io.relance.journey;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.relance.contact.SafeCell;
import io.relance.core.Rejected;
import io.relance.journey.EnrolmentRuns.Failure;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Enrolments of whole sets over HTTP: how far they are, and who did not enter. */
@RestController
@RequestMapping("/api/journeys/{journey}/enrolment-runs")
class EnrolmentRunApi {

  private static final int SHOWN = 20;
  private static final int PAGE = 1000;
  private static final int MOST = 100;

  private final EnrolmentRuns runs;
  private final Journeys journeys;

  EnrolmentRunApi(EnrolmentRuns runs, Journeys journeys) {
    this.runs = runs;
    this.journeys = journeys;
  }

  /** A run as callers see it; {@code failures} are the first ones, all are at the link. */
  record View(
      UUID id,
      String journey,
      String source,
      @Nullable String fileName,
      @Nullable String segment,
      String state,
      @Nullable String reason,
      long total,
      long repeated,
      long done,
      long entered,
      long alreadyInside,
      long unknown,
      long failed,
      List<NotEntered> failures,
      String rejectedRows,
      String link,
      Instant startedAt,
      @Nullable Instant endedAt) {

    static View of(EnrolmentRun run, List<NotEntered> failures) {
      String link = "/api/journeys/" + run.journey() + "/enrolment-runs/" + run.id();
      return new View(
          run.id(),
          run.journey(),
          run.source(),
          run.fileName(),
          run.segment(),
          run.state(),
          run.reason(),
          run.total(),
          run.repeated(),
          run.done(),
          run.entered(),
          run.alreadyInside(),
          run.unknown(),
          run.failed(),
          failures,
          link + "/rejected",
          link,
          run.startedAt(),
          run.endedAt());
    }
  }

  /** Somebody who did not enter, by the caller's own id. */
  record NotEntered(@Nullable String contact, @Nullable String objectId, String reason) {}

  record Items(List<View> items, @Nullable String next) {}

  /** How many are tried again. */
  record Retried(int retried) {}

  @GetMapping
  Items list(
      @PathVariable String journey,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "50") int limit) {
    journeys.get(journey);
    int size = Math.max(1, Math.min(MOST, limit));
    List<View> found =
        runs.newest(journey, size + 1, cursor == null ? null : id(cursor)).stream()
            .map(run -> View.of(run, List.of()))
            .toList();
    return found.size() <= size
        ? new Items(found, null)
        : new Items(found.subList(0, size), found.get(size - 1).id().toString());
  }

  @GetMapping("/{id}")
  View read(@PathVariable String journey, @PathVariable String id) {
    journeys.get(journey);
    EnrolmentRun run = runs.get(journey, id(id));
    List<NotEntered> first =
        runs.failures(run.id(), 0, SHOWN).stream()
            .map(one -> new NotEntered(one.contact(), one.objectId(), one.reason()))
            .toList();
    return View.of(run, first);
  }

  @PostMapping("/{id}/pause")
  View pause(@PathVariable String journey, @PathVariable String id) {
    return View.of(runs.pause(journey, id(id)), List.of());
  }

  @PostMapping("/{id}/resume")
  View resume(@PathVariable String journey, @PathVariable String id) {
    return View.of(runs.resume(journey, id(id)), List.of());
  }

  @PostMapping("/{id}/cancel")
  View cancel(@PathVariable String journey, @PathVariable String id) {
    return View.of(runs.cancel(journey, id(id)), List.of());
  }

  /** Puts those who failed in again. */
  @PostMapping("/{id}/retry")
  Retried retry(@PathVariable String journey, @PathVariable String id) {
    return new Retried(runs.retry(journey, id(id)));
  }

  @GetMapping("/{id}/rejected")
  void rejected(@PathVariable String journey, @PathVariable String id, HttpServletResponse response)
      throws IOException {
    UUID run = runs.get(journey, id(id)).id();
    response.setContentType("text/csv");
    response.setCharacterEncoding(StandardCharsets.UTF_8.name());
    response.setHeader(
        HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"not-entered-" + run + ".csv\"");
    CsvWriter csv = CsvWriter.builder().build(response.getWriter());
    csv.writeRecord("externalId", "objectId", "reason");
    List<Failure> page = runs.failures(run, 0, PAGE);
    while (!page.isEmpty()) {
      for (Failure one : page) {
        csv.writeRecord(cell(one.contact()), cell(one.objectId()), cell(one.reason()));
      }
      page = runs.failures(run, page.get(page.size() - 1).id(), PAGE);
    }
    csv.flush();
  }

  private static String cell(@Nullable String text) {
    return SafeCell.of(Objects.requireNonNullElse(text, ""));
  }

  private static UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new Rejected(404, "unknown-enrolment-run", "there is no enrolment run '" + text + "'");
    }
  }
}
