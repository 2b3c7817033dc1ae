package io.relance.access;

import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Settings, Audit: who did what, newest first. */
@Controller
class AuditPage {

  private static final int ROWS = 50;

  private final Audit audit;
  private final AuditChain chain;

  AuditPage(Audit audit, AuditChain chain) {
    this.audit = audit;
    this.chain = chain;
  }

  @GetMapping("/settings/audit")
  String list(
      @RequestParam(defaultValue = "9223372036854775807") long before,
      @RequestParam(defaultValue = "false") boolean check,
      Model model) {
    model.addAttribute("chain", check ? chain.check() : null);
    List<Audit.Row> rows = audit.before(before, ROWS + 1);
    boolean more = rows.size() > ROWS;
    List<Audit.Row> shown = more ? rows.subList(0, ROWS) : rows;
    model.addAttribute("rows", shown);
    model.addAttribute("next", more ? shown.get(ROWS - 1).id() : null);
    model.addAttribute("first", before == Long.MAX_VALUE);
    return "access/audit";
  }
}
