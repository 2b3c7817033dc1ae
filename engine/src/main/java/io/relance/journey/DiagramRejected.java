package io.relance.journey;

import io.relance.core.Rejected;
import java.util.List;
import java.util.Map;

/** A diagram that is not taken, with what is wrong where. */
final class DiagramRejected extends Rejected {

  private static final long serialVersionUID = 1;

  private final transient List<ProblemWords.Worded> problems;

  DiagramRejected(int status, String type, String message, List<ProblemWords.Worded> problems) {
    super(status, type, message);
    this.problems = problems;
  }

  @Override
  public Map<String, Object> members() {
    return Map.of("problems", problems);
  }
}
