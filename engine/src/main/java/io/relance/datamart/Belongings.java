package io.relance.datamart;

import io.relance.core.ContactId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * The rows of one contact in all tables. Erasing the contact takes them along: every table refers
 * to contacts so that PostgreSQL does it, whoever erases.
 */
@Component
class Belongings {

  private final Catalogue catalogue;
  private final TableRows rows;

  Belongings(Catalogue catalogue, TableRows rows) {
    this.catalogue = catalogue;
    this.rows = rows;
  }

  /** The newest rows of a contact, by table; tables without any are left out. */
  Map<Table, TableRows.Page> of(ContactId contact, int limit) {
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
}
