package io.relance.segment;

import io.relance.core.Purpose;
import io.relance.core.Rejected;
import io.relance.segment.Segments.Wish;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Makes and fills lists, and deletes segments, from the pages. */
@Controller
class SegmentActions {

  private final Segments segments;
  private final ListMembers lists;
  private final HashedAudience audience;
  private final MessageSource messages;

  SegmentActions(
      Segments segments, ListMembers lists, HashedAudience audience, MessageSource messages) {
    this.segments = segments;
    this.lists = lists;
    this.audience = audience;
    this.messages = messages;
  }

  @PostMapping("/segments")
  String create(@RequestParam String name, Principal who, Locale locale, RedirectAttributes flash) {
    try {
      Segment made =
          segments.create(new Wish(null, name, Segment.LIST, null, false, null), who.getName());
      return "redirect:/segments/" + made.key();
    } catch (Rejected e) {
      flash.addFlashAttribute("flashProblem", words(e, locale));
      return "redirect:/segments";
    }
  }

  @PostMapping("/segments/{key}/members")
  String members(
      @PathVariable String key,
      @RequestParam String contacts,
      @RequestParam(defaultValue = "add") String action,
      Locale locale,
      RedirectAttributes flash) {
    List<String> names =
        contacts.lines().map(String::strip).filter(name -> !name.isEmpty()).distinct().toList();
    try {
      boolean add = action.equals("add");
      ListMembers.Change change =
          lists.change(key, add ? names : List.of(), add ? List.of() : names);
      flash.addFlashAttribute(
          "flash",
          say(
              add ? "segment.members.added" : "segment.members.removed",
              locale,
              add ? change.added() : change.removed()));
      if (!change.unknown().isEmpty()) {
        flash.addFlashAttribute(
            "flashProblem",
            say("segment.members.unknown", locale, String.join(", ", change.unknown())));
      }
    } catch (Rejected e) {
      flash.addFlashAttribute("flashProblem", words(e, locale));
    }
    return "redirect:/segments/" + key;
  }

  /** A file of hashes for advertising networks. */
  @PostMapping("/segments/{key}/audience")
  void audience(@PathVariable String key, HttpServletResponse response) throws IOException {
    audience.send(key, Purpose.MARKETING.word(), response);
  }

  @PostMapping("/segments/{key}/delete")
  String delete(@PathVariable String key, Locale locale, RedirectAttributes flash) {
    String name = segments.get(key).name();
    try {
      segments.delete(key);
      flash.addFlashAttribute("flash", say("segment.deleted", locale, name));
      return "redirect:/segments";
    } catch (Rejected e) {
      flash.addFlashAttribute("flashProblem", words(e, locale));
      return "redirect:/segments/" + key;
    }
  }

  private String say(String key, Locale locale, Object... arguments) {
    return messages.getMessage(key, arguments, locale);
  }

  private String words(Rejected e, Locale locale) {
    return Objects.requireNonNull(
        messages.getMessage("segment.refused." + e.type(), new Object[0], e.text(), locale));
  }
}
