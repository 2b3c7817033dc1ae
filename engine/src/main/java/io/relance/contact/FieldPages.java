package io.relance.contact;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** Settings, Fields: what contacts may have, and the form that declares or changes a field. */
@Controller
class FieldPages {

  private final ContactFields fields;
  private final FieldDesk desk;

  FieldPages(ContactFields fields, FieldDesk desk) {
    this.fields = fields;
    this.desk = desk;
  }

  @GetMapping("/settings/fields")
  String list(Model model, Locale locale) {
    return show(model, locale, "", Map.of("type", "text"));
  }

  @GetMapping("/settings/fields/{name}")
  String edit(@PathVariable String name, Model model, Locale locale) {
    return show(model, locale, name, form(desk.named(name)));
  }

  private String show(Model model, Locale locale, String editing, Map<String, String> given) {
    model.addAttribute("fields", fields.all());
    model.addAttribute("language", locale.getLanguage());
    model.addAttribute("types", List.of(FieldType.values()));
    model.addAttribute("editing", editing);
    // What was typed before a refusal is there already.
    if (!model.containsAttribute("given")) {
      model.addAttribute("given", given);
    }
    return "contact/fields";
  }

  private static Map<String, String> form(ContactField field) {
    return Map.of(
        "name", field.name(),
        "type", field.type().word(),
        "labelEn", field.labels().getOrDefault("en", ""),
        "labelFr", field.labels().getOrDefault("fr", ""),
        "description", field.description(),
        "position", Integer.toString(field.position()),
        "choices", field.choices().stream().map(FieldPages::line).collect(Collectors.joining("\n")),
        "otherAllowed", Boolean.toString(field.otherAllowed()));
  }

  private static String line(Choice choice) {
    String english = choice.labels().getOrDefault("en", "");
    String french = choice.labels().getOrDefault("fr", "");
    return english.isEmpty() && french.isEmpty()
        ? choice.value()
        : choice.value() + " | " + english + " | " + french;
  }
}
