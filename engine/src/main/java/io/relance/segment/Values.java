package io.relance.segment;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The parameters of a predicate while it is written: each value is taken here and answered with the
 * placeholder that stands for it, so that nothing anybody typed becomes SQL.
 */
final class Values {

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
