package io.relance.platform;

import io.relance.core.Rejected;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Carries out a mutation of the API at most once per caller and Idempotency-Key: the same request
 * again gets the same answer. Runs after the security filters, so the caller is known.
 */
@Component
@Order(Idempotency.AFTER_SECURITY)
class Idempotency extends OncePerRequestFilter {

  static final int AFTER_SECURITY = 200;
  static final String HEADER = "Idempotency-Key";

  /** Says that an answer was given before. */
  static final String REPLAYED = "Idempotent-Replayed";

  private static final int LONGEST_KEY = 255;
  private static final Set<String> MUTATIONS = Set.of("POST", "PUT", "PATCH", "DELETE");
  private static final List<String> KEPT_HEADERS = List.of("Location", "ETag");

  private final IdempotentAnswers answers;
  private final HandlerExceptionResolver problems;

  Idempotency(
      IdempotentAnswers answers,
      @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
    this.answers = answers;
    this.problems = problems;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return request.getHeader(HEADER) == null
        || !MUTATIONS.contains(request.getMethod())
        || !request.getRequestURI().startsWith(request.getContextPath() + "/api/");
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    try (var body = RereadableBody.of(request)) {
      String key = key(request.getHeader(HEADER));
      String caller = caller(request);
      byte[] hash = body.hash();
      if (answers.begin(caller, key, hash)) {
        first(caller, key, body.request(), response, chain);
      } else {
        again(answers.given(caller, key).orElse(null), hash, response);
      }
    } catch (Rejected no) {
      problems.resolveException(request, response, null, no);
    }
  }

  private void first(
      String caller,
      String key,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws ServletException, IOException {
    var copy = new ContentCachingResponseWrapper(response);
    boolean answered = false;
    try {
      chain.doFilter(request, copy);
      answered = isFinal(copy.getStatus());
    } finally {
      if (answered) {
        answers.keep(
            caller,
            key,
            copy.getStatus(),
            copy.getContentType(),
            keptHeaders(copy),
            copy.getContentAsByteArray());
      } else {
        answers.forget(caller, key);
      }
    }
    copy.copyBodyToResponse();
  }

  private static void again(
      IdempotentAnswers.@Nullable Given given, byte[] hash, HttpServletResponse response)
      throws IOException {
    if (given != null && !given.isFor(hash)) {
      throw new Rejected(
          422,
          "idempotency-key-reused",
          "This Idempotency-Key was used for another request; take a new key for a new request.");
    }
    if (given == null || given.status() == null) {
      throw new Rejected(
          409,
          "idempotency-key-in-flight",
          "The first request with this Idempotency-Key is still under way; ask again shortly.");
    }
    response.setStatus(given.status());
    response.setHeader(REPLAYED, "true");
    given.headers().forEach(response::setHeader);
    if (given.mediaType() != null) {
      response.setContentType(given.mediaType());
    }
    if (given.body() != null) {
      response.getOutputStream().write(given.body());
    }
  }

  /** Whether a repetition would be answered the same way; "later" and "our fault" are not final. */
  private static boolean isFinal(int status) {
    return status < 500 && status != 429;
  }

  private static Map<String, String> keptHeaders(HttpServletResponse response) {
    var kept = new LinkedHashMap<String, String>();
    for (String name : KEPT_HEADERS) {
      String value = response.getHeader(name);
      if (value != null) {
        kept.put(name, value);
      }
    }
    return kept;
  }

  private static String key(String header) {
    if (header.isBlank() || header.length() > LONGEST_KEY || !header.matches("[\\x20-\\x7E]+")) {
      throw new Rejected(
              400, "invalid", "The Idempotency-Key must be 1 to 255 printable ASCII characters.")
          .with(HEADER, "must be 1 to 255 printable ASCII characters");
    }
    return header;
  }

  private static String caller(HttpServletRequest request) {
    return request.getUserPrincipal() == null ? "" : request.getUserPrincipal().getName();
  }
}
