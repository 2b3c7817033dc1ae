package io.relance.platform;

import io.relance.core.Rejected;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Objects;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** Answers errors that never reached a controller: refused by the container or by a filter. */
@Controller
class ErrorPages implements ErrorController {

  private final ErrorPage page;

  ErrorPages(ErrorPage page) {
    this.page = page;
  }

  @RequestMapping("/error")
  Object show(HttpServletRequest request, HttpServletResponse response) {
    ProblemDetail problem = problem(request);
    String asked =
        Objects.requireNonNullElse(
                request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI), request.getRequestURI())
            .toString();
    boolean machine = asked.startsWith(request.getContextPath() + "/api/");
    return machine ? ProblemAdvice.json(problem, new HttpHeaders()) : page.show(problem, response);
  }

  private static ProblemDetail problem(HttpServletRequest request) {
    if (request.getAttribute(Rejected.class.getName()) instanceof Rejected said) {
      return Problems.problem(said.status(), said.type(), said.text(), said.details());
    }
    // Somebody who opens /error by hand finds nothing there.
    return Problems.ofStatus(
        request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status
            ? status
            : 404);
  }
}
