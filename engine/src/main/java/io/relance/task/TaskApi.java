package io.relance.task;

import io.relance.core.Rejected;
import io.relance.report.CallList;
import io.relance.runtime.PeopleTasks;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Work for people over HTTP. */
@RestController
@RequestMapping("/api/tasks")
class TaskApi {

  private final CallList calls;
  private final PeopleTasks tasks;

  TaskApi(CallList calls, PeopleTasks tasks) {
    this.calls = calls;
    this.tasks = tasks;
  }

  record Items(List<CallList.Call> items, @Nullable String next) {}

  record Completion(@Nullable String outcome) {}

  @GetMapping
  Items open() {
    return new Items(calls.open(), null);
  }

  @PostMapping("/{id}/claim")
  CallList.Call claim(@PathVariable String id, Principal who) {
    tasks.claim(id, who.getName());
    return calls.byId(id).orElseThrow();
  }

  @PostMapping("/{id}/complete")
  Map<String, String> complete(@PathVariable String id, @RequestBody Completion body) {
    if (body.outcome() == null) {
      throw new Rejected(422, "invalid-outcome", "Say how it went: outcome is missing.")
          .with("outcome", "is missing");
    }
    String outcome = Outcomes.word(body.outcome());
    tasks.complete(id, outcome);
    return Map.of("id", id, "outcome", outcome);
  }
}
