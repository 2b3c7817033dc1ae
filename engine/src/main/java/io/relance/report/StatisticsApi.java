package io.relance.report;

import io.relance.core.Rejected;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The books of a journey for other systems and for the live view. */
@RestController
class StatisticsApi {

  private final Books books;
  private final JourneyList journeys;

  StatisticsApi(Books books, JourneyList journeys) {
    this.books = books;
    this.journeys = journeys;
  }

  @GetMapping("/api/journeys/{key}/statistics")
  Statistics statistics(
      @PathVariable String key, @RequestParam(required = false) @Nullable Integer version) {
    if (!journeys.has(key, version)) {
      throw new Rejected(
          404,
          "journey-not-found",
          version == null
              ? "There is no journey with the key '" + key + "'."
              : "The journey '" + key + "' has no version " + version + ".");
    }
    return books.of(key, version);
  }
}
