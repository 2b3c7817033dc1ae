package io.relance.platform;

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
    // Somebody who opens /error by hand finds nothing there.
    ProblemDetail problem =
        Problems.ofStatus(
            request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status
                ? status
                : 404);
    String asked =
        Objects.requireNonNullElse(
                request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI), request.getRequestURI())
            .toString();
    boolean machine = asked.startsWith(request.getContextPath() + "/api/");
    return machine ? ProblemAdvice.json(problem, new HttpHeaders()) : page.show(problem, response);
  }
}
