package io.relance.tracking;

import io.relance.core.Rejected;
import io.relance.tracking.Crowd.Reaction;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What readers did with the messages of a journey of whom nobody may know who they were. */
@RestController
class ReactionsApi {

  private final Crowd crowd;

  ReactionsApi(Crowd crowd) {
    this.crowd = crowd;
  }

  record Reactions(List<Reaction> items, @Nullable String next) {}

  @GetMapping("/api/journeys/{key}/reactions")
  Reactions anonymous(@PathVariable String key) {
    if (!crowd.isJourney(key)) {
      throw new Rejected(
          404, "journey-not-found", "There is no journey with the key '" + key + "'.");
    }
    return new Reactions(crowd.of(key), null);
  }
}
