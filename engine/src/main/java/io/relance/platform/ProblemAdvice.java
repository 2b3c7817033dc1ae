package io.relance.platform;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

/**
 * Answers whatever a controller or a filter throws: machines get problem+json, people get a page.
 */
@ControllerAdvice
class ProblemAdvice {

  private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

  private final ErrorPage page;

  ProblemAdvice(ErrorPage page) {
    this.page = page;
  }

  @ExceptionHandler
  @Nullable Object answer(Exception e, HttpServletRequest request, HttpServletResponse response)
      throws Exception {
    if (e instanceof AccessDeniedException || e instanceof AuthenticationException) {
      throw e; // the security filters answer these
    }
    if (e instanceof AsyncRequestNotUsableException || response.isCommitted()) {
      log.debug("the client went away: {}", e.toString());
      return null;
    }
    ProblemDetail known = Problems.of(e);
    ProblemDetail problem = known == null ? internal(e, request) : known;
    return forMachines(request) ? json(problem, headers(e)) : page.show(problem, response);
  }

  /** Whether the caller reads problem+json rather than a page. */
  static boolean forMachines(HttpServletRequest request) {
    String path = request.getRequestURI().substring(request.getContextPath().length());
    return path.matches("/(api|hooks|v3|actuator)/.*");
  }

  static ResponseEntity<ProblemDetail> json(ProblemDetail problem, HttpHeaders headers) {
    return ResponseEntity.status(problem.getStatus())
        .headers(headers)
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(problem);
  }

  private static HttpHeaders headers(Exception e) {
    return e instanceof ErrorResponse known ? known.getHeaders() : new HttpHeaders();
  }

  private static ProblemDetail internal(Exception e, HttpServletRequest request) {
    String id = UUID.randomUUID().toString();
    log.error("{} {} failed, told the caller {}", request.getMethod(), path(request), id, e);
    ProblemDetail problem =
        Problems.problem(
            500, "internal", "Something went wrong here. The log knows more under the id " + id);
    problem.setProperty("id", id);
    return problem;
  }

  /** The path without anything that could break a log line; the query may hold personal data. */
  private static String path(HttpServletRequest request) {
    return request.getRequestURI().replaceAll("[^\\x20-\\x7E]", "?");
  }
}
