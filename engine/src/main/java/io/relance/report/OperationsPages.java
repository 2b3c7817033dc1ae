package io.relance.report;

import java.time.Clock;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;

/** What is stuck and why. */
@Controller
class OperationsPages {

  private static final int SHOWN = 50;

  private final Backlog backlog;
  private final Incidents incidents;
  private final MessageList messages;
  private final ImportList imports;
  private final Clock clock;

  OperationsPages(
      Backlog backlog, Incidents incidents, MessageList messages, ImportList imports, Clock clock) {
    this.backlog = backlog;
    this.incidents = incidents;
    this.messages = messages;
    this.imports = imports;
    this.clock = clock;
  }

  @GetMapping("/operations")
  String operations(
      Model model, @RequestHeader(name = "HX-Request", defaultValue = "false") boolean refresh) {
    model.addAttribute("channels", backlog.channels(clock.instant()));
    model.addAttribute("inner", backlog.inner());
    model.addAttribute("incidents", incidents.grouped());
    model.addAttribute(
        "unknown",
        messages.find(new MessageList.Wanted(null, null, "UNKNOWN"), null, SHOWN).items());
    model.addAttribute("imports", imports.newest(5));
    return refresh ? "report/operations :: state" : "report/operations";
  }
}
