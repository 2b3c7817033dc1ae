package io.relance.segment;

import io.relance.core.Rejected;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A rule that is not taken, with what is wrong where. */
final class RuleRejected extends Rejected {

  private static final long serialVersionUID = 1;

  private final transient Map<String, Object> members;

  /** One part of a rule and what is wrong with it, in the caller's language. */
  record Worded(String path, String rule, String message) {}

  RuleRejected(String type, String message, List<Worded> problems, Map<String, Object> more) {
    super(422, type, message);
    var all = new LinkedHashMap<String, Object>(more);
    all.put("problems", problems);
    this.members = Map.copyOf(all);
  }

  @Override
  public Map<String, Object> members() {
    return members;
  }
}
