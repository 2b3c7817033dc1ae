package io.relance.report;

import io.relance.runtime.Repairs;
import java.time.Clock;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What is stuck and why. */
@Controller
class OperationsPages {

  private static final int SHOWN = 50;

  private final Backlog backlog;
  private final Incidents incidents;
  private final MessageList messages;
  private final ImportList imports;
  private final Repairs repairs;
  private final MessageSource texts;
  private final Clock clock;

  OperationsPages(
      Backlog backlog,
      Incidents incidents,
      MessageList messages,
      ImportList imports,
      Repairs repairs,
      MessageSource texts,
      Clock clock) {
    this.backlog = backlog;
    this.incidents = incidents;
    this.messages = messages;
    this.imports = imports;
    this.repairs = repairs;
    this.texts = texts;
    this.clock = clock;
  }

  @GetMapping("/operations")
  String operations(
      Model model, @RequestHeader(name = "HX-Request", defaultValue = "false") boolean refresh) {
    model.addAttribute("channels", backlog.channels(clock.instant()));
    model.addAttribute("inner", backlog.inner());
    model.addAttribute("incidents", incidents.grouped());
    model.addAttribute("notEntered", incidents.notEntered());
    model.addAttribute(
        "unknown",
        messages.find(new MessageList.Wanted(null, null, "UNKNOWN"), null, SHOWN).items());
    model.addAttribute("imports", imports.newest(5));
    return refresh ? "report/operations :: state" : "report/operations";
  }

  @PostMapping("/operations/incidents/retry")
  String retry(
      @RequestParam String journey,
      @RequestParam int version,
      @RequestParam String step,
      @RequestParam(required = false) @Nullable String message,
      Locale locale,
      RedirectAttributes flash) {
    // A browser sends the line ends of a form as CR LF.
    String cause = message == null || message.isEmpty() ? null : message.replace("\r\n", "\n");
    int tried = repairs.retry(incidents.jobs(journey, version, step, cause));
    flash.addFlashAttribute(
        "flash", texts.getMessage("report.incidents.retried", new Object[] {tried}, locale));
    return "redirect:/operations";
  }
}
