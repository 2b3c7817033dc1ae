package io.relance.score;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.relance.contact.ContactField;
import io.relance.contact.ContactFields;
import io.relance.core.Rejected;
import io.relance.event.EventNames;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The page on which the table of scores is edited, tested and put in force. */
@Controller
class ScorePages {

  /** The texts that the page's scripts show. */
  private static final String WORDS = "score.ui.";

  private static final int MOST_EVENTS = 200;

  private final Drafts drafts;
  private final Thresholds thresholds;
  private final TableWords words;
  private final ContactFields fields;
  private final EventNames names;
  private final ObjectMapper json;

  ScorePages(
      Drafts drafts,
      Thresholds thresholds,
      TableWords words,
      ContactFields fields,
      EventNames names,
      ObjectMapper json) {
    this.drafts = drafts;
    this.thresholds = thresholds;
    this.words = words;
    this.fields = fields;
    this.names = names;
    this.json = json;
  }

  /** A field of contacts that a column may look at. */
  record Field(String name, String label, String type) {}

  @GetMapping("/scoring")
  String table(Locale locale, Model model) {
    Drafts.Draft draft = drafts.draft();
    model.addAttribute("draft", draft);
    model.addAttribute("thresholds", thresholds.all());
    model.addAttribute("versions", drafts.versions());
    model.addAttribute("table", text(ScoreView.of(draft, words)));
    model.addAttribute("words", text(words(locale)));
    model.addAttribute("fields", text(fields(locale.getLanguage())));
    model.addAttribute("events", names.all(MOST_EVENTS));
    return "score/table";
  }

  @PostMapping("/scoring/thresholds")
  String threshold(
      @RequestParam String key,
      @RequestParam String name,
      @RequestParam(required = false) @Nullable Integer points,
      Principal who,
      RedirectAttributes flash) {
    return after(
        flash,
        () -> {
          thresholds.put(key.strip(), name, points, who.getName());
          return words.say("score.threshold.saved", name.strip());
        });
  }

  @PostMapping("/scoring/thresholds/{key}/delete")
  String deleteThreshold(@PathVariable String key, RedirectAttributes flash) {
    return after(
        flash,
        () -> {
          thresholds.delete(key);
          return words.say("score.threshold.deleted", key);
        });
  }

  @PostMapping("/scoring/versions/{version}/restore")
  String restore(@PathVariable int version, Principal who, RedirectAttributes flash) {
    return after(
        flash,
        () -> {
          drafts.restore(version, who.getName());
          return words.say("score.version.restored", version);
        });
  }

  private interface Deed {
    String done();
  }

  private static String after(RedirectAttributes flash, Deed deed) {
    try {
      flash.addFlashAttribute("flash", deed.done());
    } catch (Rejected e) {
      flash.addFlashAttribute("flashProblem", e.text());
    }
    return "redirect:/scoring";
  }

  private List<Field> fields(String language) {
    List<Field> all = new ArrayList<>();
    for (String name : ScoreFacts.PROFILE) {
      all.add(
          new Field(
              name, words.say("score.field." + name), name.equals("score") ? "number" : "text"));
    }
    for (ContactField field : fields.all()) {
      String type =
          switch (field.type().word()) {
            case "number", "boolean", "date" -> field.type().word();
            default -> "text";
          };
      all.add(new Field(field.name(), field.label(language), type));
    }
    return all;
  }

  private static Map<String, String> words(Locale locale) {
    ResourceBundle bundle =
        ResourceBundle.getBundle(
            "messages/score",
            locale,
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    Map<String, String> words = new TreeMap<>();
    bundle.keySet().stream()
        .filter(key -> key.startsWith(WORDS))
        .forEach(key -> words.put(key.substring(WORDS.length()), bundle.getString(key)));
    return words;
  }

  private String text(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a page's data cannot be written as JSON", e);
    }
  }
}
