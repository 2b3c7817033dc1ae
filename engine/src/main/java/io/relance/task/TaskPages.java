package io.relance.task;

import io.relance.core.Rejected;
import io.relance.report.CallList;
import io.relance.runtime.PeopleTasks;
import java.security.Principal;
import java.util.Locale;
import java.util.Objects;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The call list. */
@Controller
class TaskPages {

  private final CallList calls;
  private final PeopleTasks tasks;
  private final MessageSource messages;

  TaskPages(CallList calls, PeopleTasks tasks, MessageSource messages) {
    this.calls = calls;
    this.tasks = tasks;
    this.messages = messages;
  }

  @GetMapping("/tasks")
  String list(Model model) {
    model.addAttribute("calls", calls.open());
    return "task/list";
  }

  @PostMapping("/tasks/{id}/claim")
  String claim(@PathVariable String id, Principal who, Locale locale, RedirectAttributes flash) {
    return act(() -> tasks.claim(id, who.getName()), "task.did.claimed", locale, flash);
  }

  @PostMapping("/tasks/{id}/complete")
  String complete(
      @PathVariable String id,
      @RequestParam String outcome,
      Locale locale,
      RedirectAttributes flash) {
    return act(
        () -> tasks.complete(id, Outcomes.word(outcome), "{}"),
        "task.did.completed",
        locale,
        flash);
  }

  /** Somebody else may have been quicker: that is told in the list, not on an error page. */
  private String act(Runnable verb, String did, Locale locale, RedirectAttributes flash) {
    try {
      verb.run();
      flash.addFlashAttribute("flash", messages.getMessage(did, null, locale));
    } catch (Rejected e) {
      flash.addFlashAttribute(
          "flashProblem",
          Objects.requireNonNull(
              messages.getMessage("task.refused." + e.type(), null, e.text(), locale)));
    }
    return "redirect:/tasks";
  }
}
