package io.relance.contact;

import io.relance.core.Audited;
import io.relance.core.Rejected;
import io.relance.runtime.Nudge;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Where fields are declared, changed and deleted, without any value becoming a wrong one. */
@Component
class FieldDesk {

  private final JdbcClient jdbc;
  private final ContactFields fields;
  private final ObjectProvider<FieldUses> uses;
  private final ApplicationEventPublisher events;
  private final Nudge nudge;
  private final Clock clock;

  FieldDesk(
      JdbcClient jdbc,
      ContactFields fields,
      ObjectProvider<FieldUses> uses,
      ApplicationEventPublisher events,
      Nudge nudge,
      Clock clock) {
    this.jdbc = jdbc;
    this.fields = fields;
    this.uses = uses;
    this.events = events;
    this.nudge = nudge;
    this.clock = clock;
  }

  ContactField named(String name) {
    return fields
        .byName(name)
        .orElseThrow(
            () -> new Rejected(404, "field-not-found", "There is no field '" + name + "'."));
  }

  @Transactional
  public ContactField declare(FieldDeclaration given) {
    ContactField field = given.checked();
    if (!fields.insert(field)) {
      if (fields.byName(field.name()).isEmpty()) {
        throw ContactFields.beingDeleted(field.name());
      }
      throw new Rejected(
              409,
              "field-exists",
              "There is a field '" + field.name() + "' already; change that one.")
          .with("name", "is taken");
    }
    events.publishEvent(
        new Audited("field.declared", field.name(), Map.of("type", field.type().word())));
    return named(field.name());
  }

  /** Changes a declaration, as long as every value that contacts have stays a good one. */
  @Transactional
  public ContactField change(String name, FieldDeclaration given) {
    jdbc.sql("SELECT name FROM contact_field WHERE name = :name FOR UPDATE")
        .param("name", name)
        .query(String.class)
        .list();
    ContactField before = named(name);
    ContactField after = given.checked();
    if (after.type() != before.type() && hasValues(name) && !isNarrowing(before, after)) {
      throw new Rejected(
              409,
              "field-has-values",
              "The field '"
                  + name
                  + "' stays "
                  + before.type().word()
                  + ": contacts have values of it. A text can become a choice and a list can become"
                  + " choices; for anything else declare a new field.")
          .with("type", "cannot be changed while contacts have values");
    }
    if (after.hasChoices()) {
      refuseStrangers(after);
    }
    fields.update(after);
    events.publishEvent(new Audited("field.changed", name, Map.of("type", after.type().word())));
    return named(name);
  }

  private static boolean isNarrowing(ContactField before, ContactField after) {
    return (before.type() == FieldType.TEXT && after.type() == FieldType.CHOICE)
        || (before.type() == FieldType.CHOICE && after.type() == FieldType.TEXT)
        || (before.type() == FieldType.LIST && after.type() == FieldType.CHOICES)
        || (before.type() == FieldType.CHOICES && after.type() == FieldType.LIST);
  }

  boolean hasValues(String name) {
    return jdbc.sql("SELECT EXISTS (SELECT FROM contact WHERE jsonb_exists(attributes, :name))")
        .param("name", name)
        .query(Boolean.class)
        .single();
  }

  /** Values that contacts have and that the new choices do not name. */
  private void refuseStrangers(ContactField field) {
    Map<String, Long> strangers = new LinkedHashMap<>();
    jdbc.sql(
            """
            SELECT had.value, count(*) AS contacts
              FROM contact c
             CROSS JOIN LATERAL jsonb_array_elements_text(
                     CASE jsonb_typeof(c.attributes -> :name)
                       WHEN 'array' THEN c.attributes -> :name
                       ELSE jsonb_build_array(c.attributes -> :name) END) AS had(value)
             WHERE jsonb_exists(c.attributes, :name)
               AND had.value <> ALL (:values)
               AND NOT (:other AND had.value LIKE 'other: _%' AND length(had.value) <= 207)
             GROUP BY had.value
             ORDER BY contacts DESC, had.value
             LIMIT 5
            """)
        .param("name", field.name())
        .param("values", field.choices().stream().map(Choice::value).toArray(String[]::new))
        .param("other", field.otherAllowed())
        .query(
            row -> {
              strangers.put(row.getString("value"), row.getLong("contacts"));
            });
    if (!strangers.isEmpty()) {
      throw new Rejected(
              409,
              "choice-in-use",
              "The field '"
                  + field.name()
                  + "' was not changed: contacts have values that are none of its choices: "
                  + strangers.entrySet().stream()
                      .map(one -> "'" + shortened(one.getKey()) + "' (" + one.getValue() + ")")
                      .collect(Collectors.joining(", "))
                  + ". Keep these choices or change the contacts first.")
          .with("choices", "leave out what contacts have");
    }
  }

  private static String shortened(@Nullable String text) {
    String value = String.valueOf(text);
    return value.length() > 60 ? value.substring(0, 60) + "…" : value;
  }

  /**
   * Deletes a field; its values are taken from the contacts afterwards, piece by piece.
   *
   * @throws Rejected 409 while something that is published uses it
   */
  @Transactional
  public void delete(String name) {
    named(name);
    List<String> users = uses.stream().flatMap(use -> use.of(name).stream()).toList();
    if (!users.isEmpty()) {
      Rejected refusal =
          new Rejected(
              409,
              "field-in-use",
              "The field '"
                  + name
                  + "' was not deleted; it is used by "
                  + String.join(", ", users)
                  + ". Change these first.");
      for (String user : users) {
        refusal = refusal.with("name", "is used by " + user);
      }
      throw refusal;
    }
    jdbc.sql(
            """
            UPDATE contact_field SET deleted_at = :now, cleaned_to = 0
             WHERE name = :name AND deleted_at IS NULL
            """)
        .param("name", name)
        .param("now", Timestamp.from(clock.instant()))
        .update();
    events.publishEvent(new Audited("field.deleted", name));
    nudge.afterCommit();
  }
}
