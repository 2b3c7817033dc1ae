package io.relance.datamart;

import io.relance.core.Rejected;
import io.relance.event.EventNames;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Which events feed a table, and what of them did not fit. */
@Controller
class FeedPages {

  private static final int SHOWN = 100;
  private static final int MOST_NAMES = 200;

  /** How the fields of the form begin that say where a column's value is. */
  private static final String COLUMN = "column.";

  private final Tables tables;
  private final Feeds feeds;
  private final EventNames names;
  private final Said said;

  FeedPages(Tables tables, Feeds feeds, EventNames names, Said said) {
    this.tables = tables;
    this.feeds = feeds;
    this.names = names;
    this.said = said;
  }

  /** What did not fit, as the page shows it. */
  record Shown(Feeds.View misfit, String reason) {}

  @GetMapping("/settings/tables/{name}/events")
  String feeds(
      @PathVariable String name,
      @RequestParam(defaultValue = "") String event,
      Locale locale,
      Model model) {
    Table table = tables.named(name);
    List<Feed> all = feeds.of(table);
    model.addAttribute("table", table);
    model.addAttribute("feeds", all);
    model.addAttribute("names", names.all(MOST_NAMES));
    if (!model.containsAttribute("given")) {
      all.stream()
          .filter(feed -> feed.event().equals(event))
          .findFirst()
          .ifPresent(feed -> model.addAttribute("given", form(feed)));
    }
    model.addAttribute(
        "misfits",
        feeds.misfits(name, SHOWN).stream()
            .map(one -> new Shown(one, said.refused(one.rule(), one.about(), locale)))
            .toList());
    return "datamart/events";
  }

  private static Map<String, String> form(Feed feed) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("event", feed.event());
    form.put("key", String.join(", ", feed.key()));
    form.put("parent", feed.parent() == null ? "" : feed.parent());
    feed.columns().forEach((column, path) -> form.put(COLUMN + column, path));
    return form;
  }

  @PostMapping("/settings/tables/{name}/events")
  String save(
      @PathVariable String name,
      @RequestParam Map<String, String> given,
      Locale locale,
      RedirectAttributes after) {
    Table table = tables.named(name);
    Map<String, @Nullable String> columns = new LinkedHashMap<>();
    given.forEach(
        (field, path) -> {
          if (field.startsWith(COLUMN)) {
            columns.put(field.substring(COLUMN.length()), path);
          }
        });
    List<String> key =
        Arrays.stream(given.getOrDefault("key", "").split(",", -1)).map(String::strip).toList();
    try {
      Feed feed =
          feeds.save(
              table.name(),
              given.getOrDefault("event", ""),
              new NewFeed(List.copyOf(key), given.get("parent"), columns));
      after.addFlashAttribute("flash", said.of("feed.saved", locale, feed.event()));
    } catch (Rejected no) {
      after.addFlashAttribute("flashProblem", said.problem(no, locale));
      after.addFlashAttribute("given", given);
    }
    return "redirect:/settings/tables/" + table.name() + "/events";
  }

  @PostMapping("/settings/tables/{name}/events/remove")
  String remove(
      @PathVariable String name,
      @RequestParam String event,
      Locale locale,
      RedirectAttributes after) {
    Table table = tables.named(name);
    feeds.remove(table.name(), event);
    after.addFlashAttribute("flash", said.of("feed.removed", locale, event));
    return "redirect:/settings/tables/" + table.name() + "/events";
  }
}
