package io.relance.contact;

import io.relance.report.ContactCard;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.util.MultiValueMap;

/** A contact's values as people see and correct them: by field, in their language. */
@Component
class ProfileForm {

  /** What every contact has, in the order in which it is shown. */
  private static final List<String> PROFILE = List.of("email", "phone", "locale", "timeZone");

  private final ContactFields fields;

  ProfileForm(ContactFields fields) {
    this.fields = fields;
  }

  /**
   * One value of a contact.
   *
   * @param text how it reads; absent when it is unknown
   * @param typed what stands in the input that corrects it
   * @param chosen the values of a choice or choices
   */
  record Line(
      ContactField field,
      String label,
      @Nullable Object value,
      @Nullable String text,
      String typed,
      List<String> chosen,
      ContactCard.@Nullable Touch touch) {

    /** Whether a form can show the value and give it back as it is. */
    public boolean editable() {
      return field.type() != FieldType.OBJECT
          && !(field.type() == FieldType.LIST
              && value instanceof List<?> list
              && list.stream().anyMatch(one -> !(one instanceof String)));
    }

    /** What the form began with, as {@link ProfileForm#read} reads it. */
    public String was() {
      return field.hasChoices() ? String.join("|", chosen) : typed;
    }

    /** The text behind {@code other:}, where there is one. */
    public String other() {
      return chosen.stream()
          .filter(one -> one.startsWith(ContactField.OTHER))
          .map(one -> one.substring(ContactField.OTHER.length()))
          .findFirst()
          .orElse("");
    }
  }

  /** All declared fields, those without a value too. */
  List<Line> attributes(ContactCard contact, String language) {
    List<Line> lines = new ArrayList<>();
    for (ContactField field : fields.all()) {
      Object value = contact.attributes().get(field.name());
      lines.add(
          new Line(
              field,
              field.label(language),
              value,
              value == null ? null : field.shown(value, language),
              typed(field, value),
              chosen(value),
              contact.touched().get(field.name())));
    }
    return lines;
  }

  private static List<String> chosen(@Nullable Object value) {
    return value instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : value == null ? List.of() : List.of(String.valueOf(value));
  }

  private static String typed(ContactField field, @Nullable Object value) {
    if (value instanceof List<?> list && field.type() == FieldType.LIST) {
      return list.stream().map(String::valueOf).collect(Collectors.joining(" | "));
    }
    return value instanceof Number number
        ? new BigDecimal(number.toString()).toPlainString()
        : value == null ? "" : String.valueOf(value);
  }

  /** What was typed, read; problems by input. */
  record Read(ContactInput input, Map<String, String> problems) {}

  /**
   * Reads what was changed in the form; an empty input means that the value is unknown. What stands
   * as the form began is left alone: somebody else may have changed it meanwhile.
   */
  Read read(MultiValueMap<String, String> form) {
    ContactInput input = ContactInput.NOTHING;
    Map<String, String> problems = new LinkedHashMap<>();
    for (String name : PROFILE) {
      String text = first(form, name);
      if (form.containsKey(name) && !text.equals(first(form, "was." + name))) {
        input = input.with(name, text.isEmpty() ? null : text);
      }
    }
    for (ContactField field : fields.all()) {
      String text = text(form, field);
      if (form.containsKey("was." + field.name())
          && !text.equals(first(form, "was." + field.name()))) {
        ContactField.Reading reading =
            text.isEmpty() ? ContactField.Reading.CLEARED : field.read(text, CellFormat.PLAIN);
        if (reading.problem() != null) {
          problems.put(field.name(), reading.problem());
        }
        input = input.attribute(field.name(), reading.value());
      }
    }
    return new Read(input, problems);
  }

  private static String first(MultiValueMap<String, String> form, String name) {
    String text = form.getFirst(name);
    return text == null ? "" : text.strip();
  }

  private static String text(MultiValueMap<String, String> form, ContactField field) {
    String name = "field." + field.name();
    if (!field.hasChoices()) {
      return first(form, name);
    }
    String other = first(form, "other." + field.name());
    List<String> chosen = new ArrayList<>(form.getOrDefault(name, List.of()));
    chosen.removeIf(one -> one.isBlank() || one.equals("other"));
    if (!other.isEmpty() && (field.type() == FieldType.CHOICES || chosen.isEmpty())) {
      chosen.add(ContactField.OTHER + other);
    }
    return String.join("|", chosen);
  }
}
