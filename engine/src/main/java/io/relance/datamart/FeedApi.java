package io.relance.datamart;

import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Which events feed a table, over HTTP. */
@RestController
@RequestMapping("/api/tables/{name}")
class FeedApi {

  private final Tables tables;
  private final Feeds feeds;

  FeedApi(Tables tables, Feeds feeds) {
    this.tables = tables;
    this.feeds = feeds;
  }

  record FeedItems(List<Feed> items) {}

  /** What of events did not fit, the newest first. */
  record Misfits(List<Feeds.View> items) {}

  @GetMapping("/feeds")
  FeedItems all(@PathVariable String name) {
    return new FeedItems(feeds.of(tables.named(name)));
  }

  @PutMapping("/feeds/{event}")
  Feed save(@PathVariable String name, @PathVariable String event, @RequestBody NewFeed wanted) {
    return feeds.save(name, event, wanted);
  }

  @DeleteMapping("/feeds/{event}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(@PathVariable String name, @PathVariable String event) {
    feeds.remove(name, event);
  }

  @GetMapping("/feed-refusals")
  Misfits refusals(@PathVariable String name, @RequestParam(defaultValue = "100") int limit) {
    return new Misfits(
        feeds.misfits(tables.named(name).name(), Math.max(1, Math.min(Feeds.KEPT, limit))));
  }
}
