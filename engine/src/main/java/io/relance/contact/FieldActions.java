package io.relance.contact;

import io.relance.contact.FieldDeclaration.GivenChoice;
import io.relance.core.Rejected;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What the forms of Settings, Fields do. */
@Controller
class FieldActions {

  private final FieldDesk desk;
  private final MessageSource messages;

  FieldActions(FieldDesk desk, MessageSource messages) {
    this.desk = desk;
    this.messages = messages;
  }

  @PostMapping("/settings/fields")
  String declare(@RequestParam Map<String, String> form, Locale locale, RedirectAttributes flash) {
    try {
      ContactField field = desk.declare(read(form));
      say("profile.fields.declared", locale, flash, field.label(locale.getLanguage()));
      return "redirect:/settings/fields";
    } catch (Rejected e) {
      return refused(e, form, "", locale, flash);
    }
  }

  @PostMapping("/settings/fields/{name}")
  String change(
      @PathVariable String name,
      @RequestParam Map<String, String> form,
      Locale locale,
      RedirectAttributes flash) {
    try {
      desk.named(name);
      ContactField field = desk.change(name, read(form).named(name));
      say("profile.fields.changed", locale, flash, field.label(locale.getLanguage()));
      return "redirect:/settings/fields";
    } catch (Rejected e) {
      return refused(e, form, name, locale, flash);
    }
  }

  @PostMapping("/settings/fields/{name}/delete")
  String delete(@PathVariable String name, Locale locale, RedirectAttributes flash) {
    try {
      desk.delete(name);
      say("profile.fields.deleted", locale, flash, name);
      return "redirect:/settings/fields";
    } catch (Rejected e) {
      flash.addFlashAttribute("problem", problem(e, locale));
      flash.addAttribute("field", name);
      return "redirect:/settings/fields/{field}";
    }
  }

  private String refused(
      Rejected e,
      Map<String, String> form,
      String editing,
      Locale locale,
      RedirectAttributes flash) {
    if (e.status() == 404) {
      throw e;
    }
    Map<String, String> wrong = new LinkedHashMap<>();
    e.details()
        .forEach(
            detail ->
                wrong.merge(input(detail.field()), words(detail, locale), (a, b) -> a + "; " + b));
    flash.addFlashAttribute("problem", problem(e, locale));
    flash.addFlashAttribute("wrong", wrong);
    flash.addFlashAttribute("given", form);
    if (editing.isEmpty()) {
      return "redirect:/settings/fields";
    }
    flash.addAttribute("field", editing);
    return "redirect:/settings/fields/{field}";
  }

  private String problem(Rejected e, Locale locale) {
    return String.valueOf(
        messages.getMessage("profile.problem." + e.type(), null, e.text(), locale));
  }

  /** A line of the choices says which one it is; what is wrong is told in the reader's language. */
  private String words(Rejected.Detail detail, Locale locale) {
    String place = detail.field().replaceAll("\\[\\d+]", "");
    String line = detail.field().replaceAll("^choices\\[(\\d+)].*|.*", "$1");
    String words =
        String.valueOf(
            messages.getMessage("profile.wrong." + place, null, detail.message(), locale));
    return line.isEmpty()
        ? words
        : messages.getMessage(
            "profile.wrong.line",
            new Object[] {String.valueOf(Integer.parseInt(line) + 1), words},
            locale);
  }

  /** The input of the form that a part of the declaration is typed into. */
  private static String input(String place) {
    return place.startsWith("choices")
        ? "choices"
        : place.equals("labels.en") ? "labelEn" : place.equals("labels.fr") ? "labelFr" : place;
  }

  private void say(String key, Locale locale, RedirectAttributes flash, String name) {
    flash.addFlashAttribute("flash", messages.getMessage(key, new Object[] {name}, locale));
  }

  private static FieldDeclaration read(Map<String, String> form) {
    return new FieldDeclaration(
        form.containsKey("name") ? form.getOrDefault("name", "").strip() : null,
        form.getOrDefault("type", ""),
        Map.of(
            "en", form.getOrDefault("labelEn", ""),
            "fr", form.getOrDefault("labelFr", "")),
        form.getOrDefault("description", ""),
        position(form.getOrDefault("position", "").strip()),
        choices(form.getOrDefault("choices", "")),
        form.containsKey("otherAllowed"));
  }

  private static @Nullable Integer position(String text) {
    return text.isEmpty() ? null : text.matches("[0-9]{1,6}") ? Integer.valueOf(text) : -1;
  }

  /** One choice a line: the value, and perhaps its English and French labels. */
  private static @Nullable List<GivenChoice> choices(String text) {
    return text.lines().filter(line -> !line.isBlank()).map(FieldActions::choice).toList();
  }

  private static GivenChoice choice(String line) {
    String[] parts = line.split("\\|", 3);
    return new GivenChoice(
        parts[0],
        Map.of(
            "en", parts.length > 1 ? parts[1] : "",
            "fr", parts.length > 2 ? parts[2] : ""));
  }
}
