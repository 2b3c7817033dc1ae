package io.relance.datamart;

import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A name that a person gave to a table, a column, an aggregate or a formula. */
public record Name(String value) implements Comparable<Name> {

  private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9_]{0,59}");

  /** Columns that every table has of us or of PostgreSQL, and what the pages and rows call so. */
  private static final Set<String> TAKEN =
      Set.of(
          "id",
          "key",
          "contact",
          "contact_id",
          "parent",
          "parent_id",
          "ctid",
          "oid",
          "tableoid",
          "xmin",
          "xmax",
          "cmin",
          "cmax",
          "new");

  public Name {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("no name: " + value);
    }
  }

  /** What is wrong with a text that shall be a name, or null. */
  static @Nullable String problem(String text) {
    if (text.length() > 40 || !FORM.matcher(text).matches()) {
      return "must be 1 to 40 of a to z, 0 to 9 and _, and begin with a letter";
    }
    return TAKEN.contains(text) ? "may not be '" + text + "', which every table has already" : null;
  }

  @Override
  public int compareTo(Name other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
