package io.relance.access;

import io.relance.core.Rejected;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Settings, Users: who may log in. */
@Controller
class UserPages {

  private static final String PAGE = "access/users";
  private static final String BACK = "redirect:/settings/users";

  private final Users users;
  private final Said said;

  UserPages(Users users, Said said) {
    this.users = users;
    this.said = said;
  }

  @GetMapping("/settings")
  String settings() {
    return BACK;
  }

  @GetMapping("/settings/users")
  String list(Model model) {
    model.addAttribute("typed", new NewUser("", "", "viewer", ""));
    return page(model);
  }

  @PostMapping("/settings/users")
  String create(
      @ModelAttribute("typed") NewUser typed,
      Model model,
      Locale locale,
      HttpServletResponse response,
      RedirectAttributes after) {
    try {
      users.create(
          typed.given(typed.name()).toLowerCase(Locale.ROOT),
          typed.given(typed.fullName()),
          role(typed.given(typed.role())),
          typed.given(typed.password()));
    } catch (Rejected no) {
      response.setStatus(no.status());
      model.addAttribute("wrong", said.wrong(no, locale));
      return page(model);
    }
    after.addFlashAttribute("flash", said.of("users.created", locale, typed.given(typed.name())));
    return BACK;
  }

  @PostMapping("/settings/users/{name}/role")
  String changeRole(
      @PathVariable String name,
      @RequestParam String role,
      Locale locale,
      RedirectAttributes after) {
    return doing(() -> users.changeRole(name, role(role)), "users.changed", name, locale, after);
  }

  @PostMapping("/settings/users/{name}/disable")
  String disable(@PathVariable String name, Locale locale, RedirectAttributes after) {
    return doing(() -> users.disable(name), "users.disabled", name, locale, after);
  }

  @PostMapping("/settings/users/{name}/enable")
  String enable(@PathVariable String name, Locale locale, RedirectAttributes after) {
    return doing(() -> users.enable(name), "users.enabled", name, locale, after);
  }

  @PostMapping("/settings/users/{name}/password")
  String resetPassword(
      @PathVariable String name,
      @RequestParam String password,
      Locale locale,
      RedirectAttributes after) {
    return doing(
        () -> users.resetPassword(name, password), "users.passwordReset", name, locale, after);
  }

  private String doing(
      Runnable change, String done, String name, Locale locale, RedirectAttributes after) {
    try {
      change.run();
      after.addFlashAttribute("flash", said.of(done, locale, name));
    } catch (Rejected no) {
      String text =
          said.wrong(no, locale).values().stream()
              .findFirst()
              .orElseGet(() -> said.problem(no, locale));
      after.addFlashAttribute("flashProblem", text);
    }
    return BACK;
  }

  private String page(Model model) {
    model.addAttribute("users", users.all());
    model.addAttribute("roles", Role.values());
    return PAGE;
  }

  private static Role role(String word) {
    return Role.of(word)
        .orElseThrow(
            () -> new Rejected(400, "invalid", "There is no such role.").with("role", "unknown"));
  }

  /** The form for a new user, kept when something in it is wrong; the password never comes back. */
  record NewUser(
      @Nullable String name,
      @Nullable String fullName,
      @Nullable String role,
      @Nullable String password) {

    String given(@Nullable String typed) {
      return typed == null ? "" : typed;
    }
  }
}
