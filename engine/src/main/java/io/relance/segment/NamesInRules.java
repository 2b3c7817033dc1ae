package io.relance.segment;

import com.fasterxml.jackson.databind.JsonNode;
import io.relance.contact.Contacts;
import io.relance.datamart.NamedPerson;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Takes the names and addresses of a person who is erased out of what rules compare with, former
 * versions included: whom a rule named is nobody from then on.
 */
@Component
class NamesInRules {

  private final JdbcClient jdbc;

  NamesInRules(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A rule, where it stands. */
  private record Stored(String key, int version, String rule) {}

  /** Narrowed down by the letters first: few rules name anybody. */
  private static final String NAMING =
      """
       WHERE EXISTS (SELECT FROM unnest(CAST(:words AS text[])) AS word
                      WHERE position(lower(CAST(to_jsonb(word) AS text)) IN lower(CAST(rule AS text))) > 0)
      """;

  @EventListener
  void erased(Contacts.Erased erased) {
    NamedPerson person = NamedPerson.of(jdbc, erased.contact());
    forget(
        "SELECT key, version, rule FROM segment" + NAMING,
        "UPDATE segment SET rule = CAST(:rule AS jsonb) WHERE key = :key AND version = :version",
        person);
    forget(
        "SELECT segment_key AS key, version, rule FROM segment_version" + NAMING,
        "UPDATE segment_version SET rule = CAST(:rule AS jsonb) WHERE segment_key = :key AND version = :version",
        person);
  }

  private void forget(String select, String update, NamedPerson person) {
    List<Stored> naming = new ArrayList<>();
    jdbc.sql(select + " FOR UPDATE")
        .param("words", person.words().toArray(String[]::new))
        .query(
            row -> {
              naming.add(new Stored(row.getString(1), row.getInt(2), row.getString(3)));
            });
    for (Stored one : naming) {
      JsonNode rule = RuleReading.parse(one.rule());
      if (person.takeOutOf(rule, "value")) {
        jdbc.sql(update)
            .param("rule", rule.toString())
            .param("key", one.key())
            .param("version", one.version())
            .update();
      }
    }
  }
}
