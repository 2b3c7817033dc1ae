package io.relance.contact;

import io.relance.action.ContactChanges;
import io.relance.core.Rejected;
import io.relance.process.Step;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** What steps of a journey change about their contact; nothing when it was erased meanwhile. */
@Component
class ContactSteps implements ContactChanges {

  private final Contacts contacts;
  private final ContactFields fields;
  private final Erasure erasure;
  private final Texts texts;
  private final ApplicationEventPublisher events;

  ContactSteps(
      Contacts contacts,
      ContactFields fields,
      Erasure erasure,
      Texts texts,
      ApplicationEventPublisher events) {
    this.contacts = contacts;
    this.fields = fields;
    this.erasure = erasure;
    this.texts = texts;
    this.events = events;
  }

  /** A step asked to erase its contact once its transaction is committed. */
  record ErasureAsked() {}

  @Override
  public void set(Step step, String field, String value) {
    String text = texts.write(value, step.processInstanceId()).strip();
    try {
      contacts
          .byId(step.businessKey().contact())
          .ifPresent(
              contact ->
                  contacts.put(
                      contact.externalId(),
                      input(field, text),
                      true,
                      "journey:" + step.businessKey().journey()));
    } catch (Rejected e) {
      throw nameless(e);
    }
  }

  /** Incidents are counted by their words, so these name the field and not the contact. */
  private static Rejected nameless(Rejected e) {
    return e.details().isEmpty()
        ? e
        : new Rejected(
            e.status(),
            e.type(),
            e.details().stream()
                .map(detail -> detail.field() + " " + detail.message())
                .collect(Collectors.joining("; ")));
  }

  private ContactInput input(String field, String text) {
    if (ContactInput.PROFILE.contains(field)) {
      return ContactInput.NOTHING.with(field, text.isEmpty() ? null : text);
    }
    return ContactInput.NOTHING.attribute(field, text.isEmpty() ? null : typed(field, text));
  }

  private @Nullable Object typed(String field, String text) {
    ContactField known = fields.known().get(field);
    if (known == null) {
      if (ContactFields.isName(field) && !ContactFields.isReserved(field)) {
        fields.add(java.util.Map.of(field, FieldType.TEXT));
      }
      return text;
    }
    ContactField.Reading reading = known.read(text, CellFormat.PLAIN);
    if (reading.problem() != null) {
      throw new Rejected(422, "contact-invalid", "The field " + field + " " + reading.problem())
          .with("attributes." + field, reading.problem());
    }
    return reading.value();
  }

  @Override
  public void erase(Step step) {
    erasure.ask(step.businessKey().contact());
    events.publishEvent(new ErasureAsked());
  }
}
