package io.relance.report;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The way in, and the search in the top bar. */
@Controller
class HomePages {

  private static final int SHOWN = 20;

  private final ContactList contacts;
  private final JourneyList journeys;
  private final MessageList messages;
  private final Clock clock;

  HomePages(ContactList contacts, JourneyList journeys, MessageList messages, Clock clock) {
    this.contacts = contacts;
    this.journeys = journeys;
    this.messages = messages;
    this.clock = clock;
  }

  @GetMapping("/")
  String home() {
    return "redirect:/journeys";
  }

  @GetMapping("/search")
  String search(@RequestParam(defaultValue = "") String q, Model model) {
    String text = q.strip();
    boolean nothing = text.isEmpty();
    model.addAttribute("q", text);
    model.addAttribute(
        "contacts",
        nothing
            ? new Page<ContactList.ContactRow>(List.of(), null)
            : contacts.find(text, null, SHOWN));
    model.addAttribute(
        "journeys", nothing ? List.of() : journeys.find(text, null, null, clock.instant()));
    model.addAttribute("message", id(text).flatMap(messages::byId).orElse(null));
    return "report/search";
  }

  private static Optional<UUID> id(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
