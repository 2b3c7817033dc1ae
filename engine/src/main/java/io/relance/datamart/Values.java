package io.relance.datamart;

import io.relance.core.Audited;
import io.relance.core.Rejected;
import io.relance.datamart.Uses.Part;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Declares aggregates and formulas; they share one room of names. */
@Repository
public class Values {

  private static final int MOST = 200;

  private final JdbcClient jdbc;
  private final Catalogue catalogue;
  private final InUse inUse;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  Values(
      JdbcClient jdbc,
      Catalogue catalogue,
      InUse inUse,
      ApplicationEventPublisher events,
      Clock clock) {
    this.jdbc = jdbc;
    this.catalogue = catalogue;
    this.inUse = inUse;
    this.events = events;
    this.clock = clock;
  }

  Aggregate aggregate(String name) {
    return catalogue
        .aggregate(name)
        .orElseThrow(
            () ->
                new Rejected(404, "aggregate-not-found", "There is no aggregate '" + name + "'."));
  }

  Formula formula(String name) {
    return catalogue
        .formula(name)
        .orElseThrow(
            () -> new Rejected(404, "formula-not-found", "There is no formula '" + name + "'."));
  }

  /** Declares an aggregate, or another one in the place of the one of this name. */
  @Transactional
  public Aggregate save(NewAggregate wanted, @Nullable String replaced) {
    catalogue.oneAtATime();
    Complaints complaints = new Complaints();
    Aggregate checked = wanted.check(catalogue.questions(), complaints);
    checkName(checked.name(), replaced, complaints);
    if (complaints.isEmpty() && replaced != null) {
      checkFormulas(checked, complaints);
    }
    complaints.refuse("aggregate-invalid", "The aggregate");
    if (replaced == null) {
      refuseTaken(checked.name());
    }
    jdbc.sql(
            """
            INSERT INTO mart_aggregate (name, labels, table_name, function, column_name, filters, days, created_at)
            VALUES (:name, :labels::jsonb, :table, :function, :column, :filters::jsonb, :days, :now)
                ON CONFLICT (name) DO UPDATE
               SET labels = excluded.labels, table_name = excluded.table_name, function = excluded.function,
                   column_name = excluded.column_name, filters = excluded.filters, days = excluded.days
            """)
        .param("name", checked.name())
        .param("labels", catalogue.json(checked.labels()))
        .param("table", checked.table())
        .param("function", checked.function().word())
        .param("column", checked.column())
        .param("filters", catalogue.json(checked.filters()))
        .param("days", checked.days())
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .update();
    told(replaced == null ? "aggregate.created" : "aggregate.changed", checked.name());
    return checked;
  }

  /** Declares a formula, or another one in the place of the one of this name. */
  @Transactional
  public Formula save(NewFormula wanted, @Nullable String replaced) {
    catalogue.oneAtATime();
    Complaints complaints = new Complaints();
    Formula checked = wanted.check(catalogue.questions(), complaints);
    checkName(checked.name(), replaced, complaints);
    complaints.refuse("formula-invalid", "The formula");
    if (replaced == null) {
      refuseTaken(checked.name());
    }
    jdbc.sql(
            """
            INSERT INTO mart_formula (name, labels, rule, created_at)
            VALUES (:name, :labels::jsonb, :rule::jsonb, :now)
                ON CONFLICT (name) DO UPDATE SET labels = excluded.labels, rule = excluded.rule
            """)
        .param("name", checked.name())
        .param("labels", catalogue.json(checked.labels()))
        .param("rule", catalogue.json(checked.rule()))
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .update();
    told(replaced == null ? "formula.created" : "formula.changed", checked.name());
    return checked;
  }

  @Transactional
  public void removeAggregate(String name) {
    catalogue.oneAtATime();
    aggregate(name);
    InUse.refuse(
        "aggregate-in-use", "The aggregate '" + name + "'", inUse.of(new Part.Value(name)));
    jdbc.sql("DELETE FROM mart_aggregate WHERE name = :name").param("name", name).update();
    told("aggregate.removed", name);
  }

  @Transactional
  public void removeFormula(String name) {
    catalogue.oneAtATime();
    formula(name);
    InUse.refuse("formula-in-use", "The formula '" + name + "'", inUse.of(new Part.Value(name)));
    jdbc.sql("DELETE FROM mart_formula WHERE name = :name").param("name", name).update();
    told("formula.removed", name);
  }

  private static void checkName(String name, @Nullable String replaced, Complaints complaints) {
    if (replaced != null && !name.isEmpty() && !name.equals(replaced)) {
      complaints.add("name", "must be '" + replaced + "' or left out");
    }
  }

  /** What compares with it must still be able to. */
  private void checkFormulas(Aggregate changed, Complaints complaints) {
    List<Aggregate> after = new ArrayList<>(catalogue.aggregates());
    after.removeIf(aggregate -> aggregate.name().equals(changed.name()));
    after.add(changed);
    Questions questions = catalogue.questions(after);
    for (Formula formula : catalogue.formulas()) {
      if (formula.rule().asksFor(changed.name())) {
        Complaints own = new Complaints();
        NewFormula.check("rule", formula.rule(), 1, questions, own);
        if (!own.isEmpty()) {
          complaints.add(
              "function",
              "would be of another type than the formula '" + formula.name() + "' needs");
        }
      }
    }
  }

  private void refuseTaken(String name) {
    List<String> names = new ArrayList<>();
    catalogue.aggregates().forEach(one -> names.add(one.name()));
    catalogue.formulas().forEach(one -> names.add(one.name()));
    if (names.contains(name)) {
      throw new Rejected(
              409,
              "name-taken",
              "There is an aggregate or a formula '" + name + "' already; take another name.")
          .with("name", "is taken");
    }
    if (names.size() >= MOST) {
      throw new Rejected(
          422,
          "too-many-aggregates",
          "There are " + MOST + " aggregates and formulas already; remove one that nobody needs.");
    }
  }

  private void told(String action, String name) {
    events.publishEvent(new Audited(action, name));
  }
}
