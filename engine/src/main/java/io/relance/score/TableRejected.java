package io.relance.score;

import io.relance.core.Rejected;
import java.util.Map;

/** A table that is not taken, or not put in force, with everything that stands against it. */
final class TableRejected extends Rejected {

  private static final long serialVersionUID = 1;

  private final transient Map<String, Object> members;

  TableRejected(String type, String message, Map<String, Object> members) {
    super(422, type, message);
    this.members = Map.copyOf(members);
  }

  @Override
  public Map<String, Object> members() {
    return members;
  }
}
