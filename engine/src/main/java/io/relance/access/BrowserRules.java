package io.relance.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.http.server.PathContainer;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * What a browser may do with our pages: scripts, styles and everything else only from here, and no
 * other site frames them. A controller that needs a stricter policy sets its own.
 */
class BrowserRules implements HeaderWriter {

  private static final String POLICY = "Content-Security-Policy";

  /** bpmn-js writes style attributes and style elements. */
  private static final List<PathPattern> DRAWING =
      patterns("/journeys/{key}", "/journeys/*/studio");

  /** Mail is shown in a frame of our own inbox page. */
  private static final List<PathPattern> FRAMED = patterns("/inbox/*/**", "/camunda/**");

  @Override
  public void writeHeaders(HttpServletRequest request, HttpServletResponse response) {
    var path =
        PathContainer.parsePath(
            request.getRequestURI().substring(request.getContextPath().length()));
    boolean framed = matches(FRAMED, path);
    response.setHeader("X-Frame-Options", framed ? "SAMEORIGIN" : "DENY");
    // Camunda's webapps come with a policy of their own, made by their own filter.
    if (!response.containsHeader(POLICY) && !request.getRequestURI().contains("/camunda/")) {
      response.setHeader(POLICY, policy(matches(DRAWING, path), framed));
    }
  }

  private static String policy(boolean drawing, boolean framed) {
    return String.join(
        "; ",
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'" + (drawing ? " 'unsafe-inline'" : ""),
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "frame-ancestors " + (framed ? "'self'" : "'none'"),
        "base-uri 'none'",
        "form-action 'self'",
        "object-src 'none'");
  }

  private static List<PathPattern> patterns(String... paths) {
    return List.of(paths).stream().map(PathPatternParser.defaultInstance::parse).toList();
  }

  private static boolean matches(List<PathPattern> patterns, PathContainer path) {
    return patterns.stream().anyMatch(pattern -> pattern.matches(path));
  }
}
