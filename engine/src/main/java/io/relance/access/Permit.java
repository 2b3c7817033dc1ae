package io.relance.access;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * One line of the table {@link Permits}: who may call what.
 *
 * @param needs what the caller must be allowed to do; null for everybody
 * @param open for everybody and served without ever touching a session
 */
record Permit(
    List<HttpMethod> methods, PathPattern path, @Nullable Permission needs, boolean open) {

  static Permit of(String methods, String path, @Nullable Permission needs, boolean open) {
    return new Permit(
        List.of(methods.split("\\|")).stream().map(HttpMethod::valueOf).toList(),
        PathPatternParser.defaultInstance.parse(path),
        needs,
        open);
  }

  boolean covers(PathContainer asked) {
    return path.matches(asked);
  }

  boolean covers(HttpMethod method, PathContainer asked) {
    // Spring answers HEAD wherever it answers GET.
    return methods.contains(HttpMethod.HEAD.equals(method) ? HttpMethod.GET : method)
        && covers(asked);
  }

  @Override
  public String toString() {
    return methods + " " + path + " → " + (needs == null ? "everybody" : needs.word());
  }
}
