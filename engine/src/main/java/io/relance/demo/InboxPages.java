package io.relance.demo;

import io.relance.core.Rejected;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/** Reads the demo's mail and short messages as their recipients would. */
@Controller
@Profile("demo")
class InboxPages {

  private static final int SHOWN = 200;

  /** A stranger's HTML: no scripts, no forms, nothing from elsewhere but pictures. */
  private static final String MAIL_POLICY =
      "default-src 'none'; img-src 'self' data: http: https:; style-src 'unsafe-inline'; base-uri 'none';"
          + " form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

  private final DemoInbox inbox;

  InboxPages(DemoInbox inbox) {
    this.inbox = inbox;
  }

  @GetMapping("/inbox")
  String newest(
      @RequestParam(defaultValue = "") String to,
      @RequestHeader(name = "HX-Request", defaultValue = "false") boolean refresh,
      Model model) {
    return show(to, null, refresh, model);
  }

  @GetMapping("/inbox/{id}")
  String one(
      @PathVariable long id,
      @RequestParam(defaultValue = "") String to,
      @RequestHeader(name = "HX-Request", defaultValue = "false") boolean refresh,
      Model model) {
    return show(to, known(id), refresh, model);
  }

  /** The mail itself, for the frame; links open beside the console. */
  @GetMapping("/inbox/{id}/html")
  ResponseEntity<byte[]> html(@PathVariable long id) {
    String html = known(id).html();
    return ResponseEntity.ok()
        .contentType(new MediaType("text", "html", StandardCharsets.UTF_8))
        .header("Content-Security-Policy", MAIL_POLICY)
        .header("X-Frame-Options", "SAMEORIGIN")
        .header("Referrer-Policy", "no-referrer")
        .body(
            ("<!DOCTYPE html><base target=\"_blank\">" + (html == null ? "" : html))
                .getBytes(StandardCharsets.UTF_8));
  }

  private String show(String to, @Nullable Delivered open, boolean refresh, Model model) {
    List<Delivered> found = inbox.find(to.isBlank() ? null : to.strip(), SHOWN);
    model.addAttribute("messages", found);
    model.addAttribute("to", to);
    model.addAttribute("open", open);
    return refresh ? "demo/inbox :: list" : "demo/inbox";
  }

  private Delivered known(long id) {
    return inbox
        .byId(id)
        .orElseThrow(() -> new Rejected(404, "message-not-found", "There is no such message."));
  }
}
