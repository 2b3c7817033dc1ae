package io.relance.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

  private static final int LONGEST_DATA = 65_536;

  private final CallList calls;
  private final PeopleTasks tasks;

  TaskApi(CallList calls, PeopleTasks tasks) {
    this.calls = calls;
    this.tasks = tasks;
  }

  record Items(List<CallList.Call> items, @Nullable String next) {}

  @GetMapping
  Items open() {
    return new Items(calls.open(), null);
  }

  @PostMapping("/{id}/claim")
  CallList.Call claim(@PathVariable String id, Principal who) {
    tasks.claim(id, who.getName());
    return calls.byId(id).orElseThrow();
  }

  /**
   * Further members of the body are laid over the data of the walk, so that the diagram can ask for
   * them.
   */
  @PostMapping("/{id}/complete")
  Map<String, String> complete(@PathVariable String id, @RequestBody ObjectNode body) {
    JsonNode given = body.remove("outcome");
    if (given == null || !given.isTextual()) {
      throw new Rejected(422, "invalid-outcome", "Say how it went: outcome is missing.")
          .with("outcome", "is missing");
    }
    String outcome = Outcomes.word(given.asText());
    String data = body.toString();
    if (data.length() > LONGEST_DATA || data.contains("\\u0000")) {
      throw new Rejected(
          413, "too-large", "Beside the outcome, at most 64 KiB without NUL can be kept.");
    }
    tasks.complete(id, outcome, data);
    return Map.of("id", id, "outcome", outcome);
  }
}
