package io.relance.datamart;

import io.relance.core.ContactId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The rows of one contact in all tables. Erasing the contact takes them along: every table refers
 * to contacts so that PostgreSQL does it, whoever erases.
 */
@Component
public class Belongings {

  private final JdbcClient jdbc;
  private final Catalogue catalogue;
  private final TableRows rows;

  Belongings(JdbcClient jdbc, Catalogue catalogue, TableRows rows) {
    this.jdbc = jdbc;
    this.catalogue = catalogue;
    this.rows = rows;
  }

  /** The newest rows of a contact, by table; tables without any are left out. */
  public Map<Table, TableRows.Page> of(ContactId contact, int limit) {
    Map<Table, TableRows.Page> all = new LinkedHashMap<>();
    for (Table table : catalogue.tables()) {
      TableRows.Page page =
          table.ofContacts()
              ? rows.read(table, contact.value(), null, limit)
              : new TableRows.Page(List.of(), null);
      if (!page.items().isEmpty()) {
        all.put(table, page);
      }
    }
    return all;
  }

  /** Everything that the tables hold of a contact, as access by the person needs it. */
  public Map<String, List<Map<String, @Nullable Object>>> export(ContactId contact) {
    Map<String, List<Map<String, @Nullable Object>>> all = new LinkedHashMap<>();
    of(contact, Integer.MAX_VALUE - 1)
        .forEach((table, page) -> all.put(table.name(), page.items()));
    return all;
  }

  /** Gives all rows of one contact to another, as a merge of the two does. */
  @Transactional
  public void move(ContactId from, ContactId to) {
    for (Table table : catalogue.tables()) {
      Sql sql =
          Sql.of(
              "UPDATE mart.{} SET contact_id = {} WHERE contact_id = {}",
              Sql.name(new Name(table.name())),
              to.value(),
              from.value());
      if (table.ofContacts()) {
        jdbc.sql(sql.text()).params(sql.parameters()).update();
      }
    }
  }
}
