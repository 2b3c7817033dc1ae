package io.relance.datamart;

import io.relance.core.ContactId;
import io.relance.runtime.MartFacts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Answers aggregates and formulas for contacts: one statement, however many of both there are. */
@Component
public class ContactAnswers implements MartFacts {

  private final JdbcClient jdbc;
  private final Catalogue catalogue;

  ContactAnswers(JdbcClient jdbc, Catalogue catalogue) {
    this.jdbc = jdbc;
    this.catalogue = catalogue;
  }

  @Override
  public Map<ContactId, Map<String, Object>> of(Collection<ContactId> contacts, Set<String> names) {
    List<Aggregate> aggregates = catalogue.aggregates();
    List<Formula> formulas =
        catalogue.formulas().stream().filter(one -> isWanted(names, one.name())).toList();
    List<Aggregate> wanted =
        aggregates.stream().filter(one -> isWanted(names, one.name())).toList();
    if (wanted.isEmpty() && formulas.isEmpty()) {
      return Map.of();
    }
    Questions questions = catalogue.questions(aggregates);
    Sql sql = questions.values(contacts.stream().map(ContactId::value).toList(), wanted, formulas);
    Map<ContactId, Map<String, Object>> answers = new HashMap<>();
    jdbc.sql(sql.text())
        .params(sql.parameters())
        .query(
            row -> {
              answers.put(new ContactId(row.getLong(1)), read(row, questions, wanted, formulas));
            });
    return answers;
  }

  @Override
  public Set<String> names() {
    return Stream.concat(
            catalogue.aggregates().stream().map(Aggregate::name),
            catalogue.formulas().stream().map(Formula::name))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static boolean isWanted(Set<String> names, String name) {
    return names.isEmpty() || names.contains(name);
  }

  private static Map<String, Object> read(
      ResultSet row, Questions questions, List<Aggregate> aggregates, List<Formula> formulas)
      throws SQLException {
    Map<String, Object> values = new LinkedHashMap<>();
    int place = 2;
    for (Aggregate aggregate : aggregates) {
      Object value = Cells.read(row, place++, questions.type(aggregate));
      if (value != null) {
        values.put(aggregate.name(), value);
      }
    }
    for (Formula formula : formulas) {
      Object value = Cells.read(row, place++, ColumnType.BOOLEAN);
      if (value != null) {
        values.put(formula.name(), value);
      }
    }
    return values;
  }
}
