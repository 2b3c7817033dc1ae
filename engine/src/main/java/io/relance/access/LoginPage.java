package io.relance.access;

import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The page where people log in. */
@Controller
class LoginPage {

  @GetMapping("/login")
  String show(
      @RequestParam MultiValueMap<String, String> query,
      @AuthenticationPrincipal @Nullable Object principal,
      Model model,
      HttpServletResponse response) {
    if (principal instanceof Person) {
      return "redirect:/";
    }
    if (query.containsKey("wait")) {
      response.setStatus(429);
      response.setHeader(HttpHeaders.RETRY_AFTER, "60");
    }
    model.addAttribute("wrong", query.containsKey("error"));
    model.addAttribute("wait", query.containsKey("wait"));
    model.addAttribute("again", query.containsKey("again"));
    model.addAttribute("out", query.containsKey("out"));
    return "access/login";
  }
}
