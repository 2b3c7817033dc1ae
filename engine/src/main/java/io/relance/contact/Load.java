package io.relance.contact;

import io.relance.contact.ContactRows.Change;
import io.relance.contact.ContactRows.Outcome;
import io.relance.contact.ContactRows.Row;
import io.relance.core.ContactId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows of one call: what is known of each, and what became of it. */
final class Load {

  enum Kind {
    NEW,
    CHANGED,
    /** Nothing is to be done, or somebody else has to. */
    OTHER
  }

  /** Attributes so short stay below the limit however PostgreSQL writes them. */
  private static final int SURELY_SMALL = 4096;

  private final List<Row> rows;
  private final Instant now;
  private final String[] json;
  private final long[] ids;
  private final Change[] changes;
  private final Kind[] kinds;
  private final @Nullable Outcome[] outcomes;

  Load(List<Row> rows, Instant now) {
    this.rows = rows;
    this.now = now;
    json = new String[rows.size()];
    ids = new long[rows.size()];
    changes = new Change[rows.size()];
    kinds = new Kind[rows.size()];
    outcomes = new Outcome[rows.size()];
    for (int i = 0; i < json.length; i++) {
      json[i] = ContactRows.attributes(rows.get(i));
      changes[i] = Change.CREATED;
    }
  }

  Row row(int i) {
    return rows.get(i);
  }

  String json(int i) {
    return json[i];
  }

  Instant now() {
    return now;
  }

  ContactId id(int i) {
    return new ContactId(ids[i]);
  }

  void found(int i, long id, Change change) {
    ids[i] = id;
    changes[i] = change;
  }

  /** Only the first row of a contact can be done together with those of others. */
  void sort() {
    Set<Object> seen = new HashSet<>();
    for (int i = 0; i < kinds.length; i++) {
      boolean first = seen.add(key(i));
      boolean plain = !row(i).input().profile().containsValue(null);
      kinds[i] = first && plain ? kind(i) : Kind.OTHER;
      if (first && plain && changes[i] != Change.CREATED && changes[i] != Change.CHANGED) {
        settle(i, new Outcome(id(i), changes[i]));
      }
    }
  }

  private Object key(int i) {
    return changes[i] == Change.CREATED ? row(i).externalId() : (Object) ids[i];
  }

  private Kind kind(int i) {
    return switch (changes[i]) {
      case CREATED -> isSurelySmall(i) ? Kind.NEW : Kind.OTHER;
      case CHANGED -> Kind.CHANGED;
      default -> Kind.OTHER;
    };
  }

  private boolean isSurelySmall(int i) {
    // A number within a list or an object may be short as JSON and long in the database.
    return json[i].length() <= SURELY_SMALL
        && row(i).input().attributes().values().stream().noneMatch(Load::isNested);
  }

  private static boolean isNested(@Nullable Object value) {
    return value instanceof Map
        || (value instanceof List<?> list && !list.stream().allMatch(String.class::isInstance));
  }

  List<Integer> of(Kind kind) {
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < kinds.length; i++) {
      if (kinds[i] == kind) {
        found.add(i);
      }
    }
    return found;
  }

  /** Those of whom nothing has become yet. */
  List<Integer> left() {
    List<Integer> left = new ArrayList<>();
    for (int i = 0; i < outcomes.length; i++) {
      if (outcomes[i] == null) {
        left.add(i);
      }
    }
    return left;
  }

  List<Integer> storyOf(List<Integer> some) {
    Set<Object> keys = new HashSet<>();
    some.forEach(i -> keys.add(key(i)));
    List<Integer> story = new ArrayList<>();
    for (int i = 0; i < outcomes.length; i++) {
      if (keys.contains(key(i))) {
        story.add(i);
      }
    }
    return story;
  }

  List<Row> rows(List<Integer> some) {
    return some.stream().map(rows::get).toList();
  }

  void settle(int i, Outcome outcome) {
    outcomes[i] = outcome;
  }

  void settle(List<Integer> some, List<Outcome> said) {
    for (int i = 0; i < some.size(); i++) {
      settle(some.get(i), said.get(i));
    }
  }

  List<Outcome> outcomes() {
    return Arrays.stream(outcomes).map(outcome -> Objects.requireNonNull(outcome)).toList();
  }
}
