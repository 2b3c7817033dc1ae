package io.relance.segment;

import io.relance.datamart.Sql;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The parameters of a predicate while it is written: each value is taken here and answered with the
 * placeholder that stands for it, so that nothing anybody typed becomes SQL.
 */
final class Values {

  /** A named parameter, and not the second half of a cast. */
  private static final Pattern PARAMETER = Pattern.compile("(?<!:):(v[0-9]+)");

  private final Moment moment;
  private final Map<String, Object> all = new LinkedHashMap<>();

  Values(Moment moment) {
    this.moment = moment;
  }

  Moment moment() {
    return moment;
  }

  Map<String, Object> all() {
    return all;
  }

  String text(String value) {
    return bound(value, "text");
  }

  String texts(Collection<String> values) {
    return bound(values.toArray(String[]::new), "text[]");
  }

  String number(BigDecimal value) {
    return bound(value, "numeric");
  }

  String whole(long value) {
    return bound(value, "bigint");
  }

  String day(LocalDate value) {
    return bound(value, "date");
  }

  String instant(Instant value) {
    return bound(value.atOffset(ZoneOffset.UTC), "timestamptz");
  }

  String zone() {
    return text(moment.zone().getId());
  }

  /** Takes over a piece of SQL with values of its own. */
  String embed(Sql sql) {
    Map<String, Object> own = sql.parameters();
    return PARAMETER
        .matcher(sql.text())
        .replaceAll(found -> bind(Objects.requireNonNull(own.get(found.group(1)))));
  }

  /** Takes a value over under a name of its own. */
  String bind(Object value) {
    String name = "r" + (all.size() + 1);
    all.put(name, value);
    return ":" + name;
  }

  private String bound(Object value, String type) {
    return "CAST(" + bind(value) + " AS " + type + ")";
  }
}
