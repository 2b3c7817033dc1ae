package io.relance.datamart;

import com.google.errorprone.annotations.CompileTimeConstant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A piece of SQL and the values in it. Text comes from constants of our own code only, which the
 * compiler checks; whatever a person typed is a value, or a {@link Name}.
 */
public final class Sql {

  private static final String HOLE = "{}";

  /** The text around the values: one piece more than there are values. */
  private final List<String> pieces;

  private final List<Object> values;

  private Sql(List<String> pieces, List<Object> values) {
    this.pieces = List.copyOf(pieces);
    this.values = List.copyOf(values);
  }

  /**
   * SQL with a hole <code>{}</code> for each of the values; one that is SQL itself is put there as
   * it is, any other becomes a parameter.
   */
  public static Sql of(@CompileTimeConstant final String template, Object... holes) {
    Building building = new Building();
    int from = 0;
    for (Object hole : holes) {
      int at = template.indexOf(HOLE, from);
      if (at < 0) {
        throw new IllegalArgumentException("more values than holes in: " + template);
      }
      building.add(template.substring(from, at));
      building.fill(hole);
      from = at + HOLE.length();
    }
    if (template.indexOf(HOLE, from) >= 0) {
      throw new IllegalArgumentException("more holes than values in: " + template);
    }
    building.add(template.substring(from));
    return building.done();
  }

  /** The quoted identifier. */
  public static Sql name(Name name) {
    return new Sql(List.of('"' + name.value() + '"'), List.of());
  }

  /** A column's type as PostgreSQL calls it. */
  static Sql type(ColumnType type) {
    return new Sql(List.of(type.sql()), List.of());
  }

  /** One after the other, with a constant between them. */
  public static Sql join(Collection<Sql> parts, @CompileTimeConstant final String between) {
    Building building = new Building();
    boolean first = true;
    for (Sql part : parts) {
      if (!first) {
        building.add(between);
      }
      building.fill(part);
      first = false;
    }
    return building.done();
  }

  /** All of them, in brackets each; true when there is none. */
  public static Sql all(Collection<Sql> conditions) {
    return conditions.isEmpty()
        ? of("true")
        : of("({})", join(conditions.stream().map(one -> of("({})", one)).toList(), " AND "));
  }

  /** The text with its named parameters {@code :v1}, {@code :v2} … */
  public String text() {
    StringBuilder text = new StringBuilder(pieces.get(0));
    for (int i = 1; i < pieces.size(); i++) {
      text.append(":v").append(i).append(pieces.get(i));
    }
    return text.toString();
  }

  /** The values of the parameters, by name. */
  public Map<String, Object> parameters() {
    Map<String, Object> parameters = new LinkedHashMap<>();
    for (int i = 0; i < values.size(); i++) {
      parameters.put("v" + (i + 1), values.get(i));
    }
    return parameters;
  }

  @Override
  public String toString() {
    return text();
  }

  private static final class Building {

    private final List<String> pieces = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();
    private final StringBuilder piece = new StringBuilder();

    void add(String text) {
      piece.append(text);
    }

    void fill(Object hole) {
      if (hole instanceof Sql sql) {
        fill(sql);
      } else {
        value(hole);
      }
    }

    private void fill(Sql sql) {
      add(sql.pieces.get(0));
      for (int i = 0; i < sql.values.size(); i++) {
        value(sql.values.get(i));
        add(sql.pieces.get(i + 1));
      }
    }

    private void value(Object value) {
      pieces.add(piece.toString());
      piece.setLength(0);
      values.add(value);
    }

    Sql done() {
      pieces.add(piece.toString());
      return new Sql(pieces, values);
    }
  }
}
