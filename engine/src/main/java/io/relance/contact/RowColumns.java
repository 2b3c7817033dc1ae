package io.relance.contact;

import io.relance.contact.ContactRows.Row;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Rows as arrays, a column each. */
final class RowColumns {

  private final List<Integer> ords = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final List<@Nullable String> emails = new ArrayList<>();
  private final List<@Nullable String> phones = new ArrayList<>();
  private final List<@Nullable String> locales = new ArrayList<>();
  private final List<@Nullable String> zones = new ArrayList<>();
  private final List<String> attributes = new ArrayList<>();
  private final List<String> cleared = new ArrayList<>();

  void add(int i, Load load) {
    Row row = load.row(i);
    ords.add(i);
    names.add(row.externalId());
    emails.add(row.input().profile().get("email"));
    phones.add(row.input().profile().get("phone"));
    locales.add(row.input().profile().get("locale"));
    zones.add(row.input().profile().get("timeZone"));
    attributes.add(load.json(i));
    cleared.add(String.join(",", ContactRows.cleared(row)));
  }

  String[] names() {
    return names.toArray(String[]::new);
  }

  JdbcClient.StatementSpec bind(JdbcClient.StatementSpec statement) {
    return statement
        .param("ords", ords.toArray(Integer[]::new))
        .param("emails", emails.toArray(String[]::new))
        .param("phones", phones.toArray(String[]::new))
        .param("locales", locales.toArray(String[]::new))
        .param("zones", zones.toArray(String[]::new))
        .param("attributes", attributes.toArray(String[]::new))
        .param("cleared", cleared.toArray(String[]::new))
        .param("largest", ContactRows.LARGEST);
  }
}
