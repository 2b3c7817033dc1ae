package io.relance.task;

import io.relance.report.CallList;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The call list. */
@Controller
class TaskPages {

  private final CallList calls;

  TaskPages(CallList calls) {
    this.calls = calls;
  }

  @GetMapping("/tasks")
  String list(Model model) {
    model.addAttribute("calls", calls.open());
    return "task/list";
  }
}
