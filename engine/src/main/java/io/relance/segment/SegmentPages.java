package io.relance.segment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.relance.core.Rejected;
import io.relance.segment.Audience.Someone;
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
import org.springframework.web.bind.annotation.RequestParam;

/** The list of segments, and one of them with the builder of its rule. */
@Controller
class SegmentPages {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** The texts that the builder's scripts show. */
  private static final String WORDS = "segment.ui.";

  private static final int PAGE = 50;

  private final Segments segments;
  private final Rules rules;
  private final Audience audience;
  private final Areas areas;

  SegmentPages(Segments segments, Rules rules, Audience audience, Areas areas) {
    this.segments = segments;
    this.rules = rules;
    this.audience = audience;
    this.areas = areas;
  }

  @GetMapping("/segments")
  String list(Model model) {
    model.addAttribute("segments", segments.all());
    return "segment/list";
  }

  @GetMapping("/segments/new")
  String create(Locale locale, Model model) {
    model.addAttribute("words", words(locale));
    return "segment/edit";
  }

  @GetMapping("/segments/{key}")
  String segment(
      @PathVariable String key,
      @RequestParam(required = false) @Nullable String cursor,
      Locale locale,
      Model model) {
    Segment segment = segments.get(key);
    model.addAttribute("segment", segment);
    model.addAttribute("versions", segments.versions(key));
    if (!segment.isList()) {
      model.addAttribute("words", words(locale));
      return "segment/edit";
    }
    List<Someone> members =
        audience.members(
            rules.of(segment), cursor == null ? 0 : SegmentApi.position(cursor), PAGE + 1);
    model.addAttribute("count", audience.count(rules.of(segment)));
    model.addAttribute("members", members.stream().limit(PAGE).toList());
    model.addAttribute("cursor", cursor);
    model.addAttribute(
        "next", members.size() > PAGE ? SegmentApi.cursor(members.get(PAGE - 1).id()) : null);
    return "segment/members";
  }

  /** Where its members live. */
  @GetMapping("/segments/{key}/areas")
  String areas(
      @PathVariable String key,
      @RequestParam(defaultValue = "attributes.postcode") String field,
      @RequestParam(defaultValue = "2") int length,
      Model model) {
    Segment segment = segments.get(key);
    List<String> known = areas.fields();
    String chosen = known.contains(field) || known.isEmpty() ? field : known.get(0);
    int signs = Math.max(1, Math.min(Areas.LONGEST, length));
    model.addAttribute("segment", segment);
    model.addAttribute("fields", known);
    model.addAttribute("field", chosen);
    model.addAttribute("length", signs);
    model.addAttribute("longest", Areas.LONGEST);
    try {
      model.addAttribute("areas", known.isEmpty() ? List.of() : areas.of(segment, chosen, signs));
    } catch (Rejected e) {
      model.addAttribute("areas", List.of());
      model.addAttribute("problem", e.text());
    }
    return "segment/areas";
  }

  /**
   * One number of the list, which htmx fetches for itself: one slow rule does not hold up a page.
   */
  @GetMapping("/segments/{key}/count")
  String count(@PathVariable String key, Model model) {
    try {
      model.addAttribute("count", audience.count(rules.of(segments.get(key))));
    } catch (Rejected e) {
      model.addAttribute("problem", e.text());
    }
    return "segment/list :: number";
  }

  private static String words(Locale locale) {
    ResourceBundle bundle =
        ResourceBundle.getBundle(
            "messages/segment",
            locale,
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    Map<String, String> words = new TreeMap<>();
    bundle.keySet().stream()
        .filter(key -> key.startsWith(WORDS))
        .forEach(key -> words.put(key.substring(WORDS.length()), bundle.getString(key)));
    try {
      return JSON.writeValueAsString(words);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts that cannot be written as JSON", e);
    }
  }
}
