package io.relance.contact;

import io.relance.core.Rejected;
import io.relance.report.ContactCard;
import io.relance.report.ContactCards;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Contacts that may be one person: the list, two of them side by side, and the merge. */
@Controller
class MergePages {

  private static final int GROUPS = 25;

  private final Duplicates duplicates;
  private final Merging merging;
  private final ContactCards cards;
  private final ProfileForm form;
  private final MessageSource messages;

  MergePages(
      Duplicates duplicates,
      Merging merging,
      ContactCards cards,
      ProfileForm form,
      MessageSource messages) {
    this.duplicates = duplicates;
    this.merging = merging;
    this.cards = cards;
    this.form = form;
    this.messages = messages;
  }

  @GetMapping("/contacts/duplicates")
  String list(
      @RequestParam(defaultValue = "email") String rule,
      @RequestParam(required = false) @Nullable String after,
      Model model) {
    model.addAttribute("groups", duplicates.find(Duplicates.Rule.of(rule), after, GROUPS));
    model.addAttribute("rules", List.of(Duplicates.Rule.values()));
    model.addAttribute("rule", rule);
    model.addAttribute("after", after);
    return "contact/duplicates";
  }

  /**
   * One value that two contacts may have.
   *
   * @param field as {@code take} names it
   * @param differs both have one, and not the same
   */
  record Pair(
      String field, String label, @Nullable String left, @Nullable String right, boolean differs) {}

  @GetMapping("/contacts/duplicates/compare")
  String compare(
      @RequestParam String keep, @RequestParam String merge, Model model, Locale locale) {
    ContactCard left = card(keep);
    ContactCard right = card(merge);
    model.addAttribute("left", left);
    model.addAttribute("right", right);
    model.addAttribute("same", left.id() == right.id());
    model.addAttribute("pairs", pairs(left, right, locale));
    return "contact/compare";
  }

  @PostMapping("/contacts/duplicates/merge")
  String merge(
      @RequestParam String keep,
      @RequestParam String merge,
      @RequestParam(defaultValue = "") Set<String> take,
      Locale locale,
      RedirectAttributes flash) {
    try {
      Contact one = merging.merge(keep, merge, take);
      flash.addFlashAttribute("flash", messages.getMessage("profile.merge.did", null, locale));
      flash.addAttribute("contact", one.externalId());
      return "redirect:/contacts/{contact}";
    } catch (Rejected e) {
      flash.addFlashAttribute(
          "flashProblem",
          messages.getMessage("profile.problem." + e.type(), null, e.text(), locale));
      return "redirect:/contacts/duplicates";
    }
  }

  private ContactCard card(String externalId) {
    return cards.byExternalId(externalId).orElseThrow(() -> Contacts.unknown(externalId));
  }

  private List<Pair> pairs(ContactCard left, ContactCard right, Locale locale) {
    List<Pair> pairs = new java.util.ArrayList<>();
    pairs.add(profile("email", left.email(), right.email(), locale));
    pairs.add(profile("phone", left.phone(), right.phone(), locale));
    pairs.add(profile("locale", left.locale(), right.locale(), locale));
    pairs.add(profile("timeZone", left.timeZone(), right.timeZone(), locale));
    List<ProfileForm.Line> lefts = form.attributes(left, locale.getLanguage());
    List<ProfileForm.Line> rights = form.attributes(right, locale.getLanguage());
    for (int i = 0; i < Math.min(lefts.size(), rights.size()); i++) {
      ProfileForm.Line one = lefts.get(i);
      ProfileForm.Line other = rights.get(i);
      if (one.value() != null || other.value() != null) {
        pairs.add(pair(one.field().name(), one.label(), one.text(), other.text()));
      }
    }
    return pairs;
  }

  private Pair profile(String field, @Nullable String left, @Nullable String right, Locale locale) {
    return pair(field, messages.getMessage("profile." + field, null, locale), left, right);
  }

  private static Pair pair(
      String field, String label, @Nullable String left, @Nullable String right) {
    return new Pair(
        field, label, left, right, left != null && right != null && !Objects.equals(left, right));
  }
}
