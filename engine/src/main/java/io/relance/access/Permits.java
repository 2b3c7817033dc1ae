package io.relance.access;

import static io.relance.access.Permission.ADMIN;
import static io.relance.access.Permission.CONTACTS;
import static io.relance.access.Permission.DEMO;
import static io.relance.access.Permission.ENROL;
import static io.relance.access.Permission.EVENTS;
import static io.relance.access.Permission.JOURNEYS;
import static io.relance.access.Permission.PUBLISH;
import static io.relance.access.Permission.READ;
import static io.relance.access.Permission.TASKS;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;

/**
 * The one table of who may call what, for the API and for pages alike. Spring Security's rules are
 * made from it, and a test holds every endpoint against it. The most specific line counts, whatever
 * the order; what no line covers does not exist for anybody.
 */
final class Permits {

  static final Permits ALL =
      new Permits(
          // for everybody, without a session or a cookie
          open("GET|POST|OPTIONS", "/t/**"),
          open("GET|POST", "/u/**"),
          open("GET|POST", "/p/**"),
          open("GET|POST", "/hooks/**"),
          open("GET", "/css/**"),
          open("GET", "/js/**"),
          open("GET", "/img/**"),
          open("GET", "/webjars/**"),
          open("GET", "/favicon*"),
          open("GET", "/actuator/health/**"),
          // for everybody
          everybody("GET|POST", "/login"),
          everybody("POST", "/logout"),
          everybody("POST", "/language"),
          everybody("GET|POST|PUT|PATCH|DELETE|OPTIONS", "/error"),
          // the API: contacts and consent
          line("GET", "/api/contacts/**", READ),
          line("PUT|DELETE", "/api/contacts/{externalId}", CONTACTS),
          line("GET", "/api/contacts/export", CONTACTS),
          line("GET", "/api/contacts/{externalId}/access", CONTACTS),
          line("POST", "/api/contacts/{externalId}/merge", CONTACTS),
          line("GET", "/api/fields/**", READ),
          line("POST", "/api/fields", ADMIN),
          line("PUT|DELETE", "/api/fields/{name}", ADMIN),
          line("PUT", "/api/contacts/{externalId}/consents/{channel}/{purpose}", CONTACTS),
          line("POST", "/api/imports/**", CONTACTS),
          line("GET", "/api/imports/**", READ),
          // the API: tables of the user's own
          line("GET", "/api/tables/**", READ),
          line("POST", "/api/tables", ADMIN),
          line("PUT|DELETE", "/api/tables/{name}", ADMIN),
          line("POST", "/api/tables/{name}/columns", ADMIN),
          line("DELETE", "/api/tables/{name}/columns/{column}", ADMIN),
          line("POST", "/api/tables/{name}/rows", CONTACTS),
          line("PUT|DELETE", "/api/tables/{name}/feeds/{event}", ADMIN),
          line("POST", "/api/tables/{name}/uploads/**", CONTACTS),
          line("PUT|DELETE", "/api/tables/{name}/rows/{key}", CONTACTS),
          line("GET", "/api/aggregates/**", READ),
          line("POST", "/api/aggregates", JOURNEYS),
          line("PUT|DELETE", "/api/aggregates/{name}", JOURNEYS),
          line("GET", "/api/formulas/**", READ),
          line("POST", "/api/formulas", JOURNEYS),
          line("PUT|DELETE", "/api/formulas/{name}", JOURNEYS),
          // the API: segments
          line("GET", "/api/segments/**", READ),
          line("POST", "/api/segments", CONTACTS),
          line("POST", "/api/segments/preview", READ),
          line("GET", "/api/segments/{id}/audience", CONTACTS),
          line("PUT|DELETE", "/api/segments/{id}", CONTACTS),
          line("POST", "/api/segments/{id}/members", CONTACTS),
          // the API: scores
          line("GET", "/api/score/**", READ),
          line("PUT", "/api/score/table", CONTACTS),
          line("PUT", "/api/score/table/dmn", CONTACTS),
          line("POST", "/api/score/table/test", READ),
          line("POST", "/api/score/table/try", READ),
          line("POST", "/api/score/table/publish", PUBLISH),
          line("POST", "/api/score/versions/{version}/restore", CONTACTS),
          line("PUT|DELETE", "/api/score/thresholds/{key}", PUBLISH),
          line("POST", "/api/contacts/{externalId}/score", CONTACTS),
          // the API: journeys
          line("GET", "/api/vocabulary", READ),
          line("GET", "/api/journeys/**", READ),
          line("POST", "/api/journeys", JOURNEYS),
          line("POST", "/api/journeys/check", JOURNEYS),
          line("PUT", "/api/journeys/{key}/draft", JOURNEYS),
          line("POST", "/api/journeys/{key}/publish", PUBLISH),
          line("POST", "/api/journeys/{key}/pause", PUBLISH),
          line("POST", "/api/journeys/{key}/resume", PUBLISH),
          line("POST", "/api/journeys/{key}/stop", PUBLISH),
          line("POST", "/api/journeys/{key}/enrolments", ENROL),
          line("DELETE", "/api/journeys/{key}/enrolments/{businessKey}", ENROL),
          line("POST", "/api/journeys/{key}/enrolment-runs/{id}/pause", ENROL),
          line("POST", "/api/journeys/{key}/enrolment-runs/{id}/resume", ENROL),
          line("POST", "/api/journeys/{key}/enrolment-runs/{id}/cancel", ENROL),
          line("POST", "/api/journeys/{key}/enrolment-runs/{id}/retry", ENROL),
          // the API: what happens
          line("POST", "/api/events", EVENTS),
          line("GET", "/api/messages", READ),
          line("GET", "/api/tasks/**", READ),
          line("POST", "/api/tasks/{id}/claim", TASKS),
          line("POST", "/api/tasks/{id}/complete", TASKS),
          // the API: the installation
          line("GET", "/api/audit/check", ADMIN),
          line("GET|POST", "/api/tokens", ADMIN),
          line("DELETE", "/api/tokens/{id}", ADMIN),
          line("GET|POST", "/api/demo/**", DEMO),
          line("GET", "/v3/api-docs", READ),
          line("GET", "/v3/api-docs.yaml", READ),
          line("GET", "/actuator/prometheus", READ),
          // pages
          line("GET", "/", READ),
          line("GET", "/search", READ),
          line("GET", "/journeys/**", READ),
          line("GET", "/journeys/{key}/studio", JOURNEYS),
          line("POST", "/journeys/**", JOURNEYS),
          line("POST", "/journeys/{key}/publish", PUBLISH),
          line("POST", "/journeys/{key}/pause", PUBLISH),
          line("POST", "/journeys/{key}/resume", PUBLISH),
          line("POST", "/journeys/{key}/stop", PUBLISH),
          line("POST", "/journeys/{key}/enrolments/**", ENROL),
          line("POST", "/journeys/{key}/enrolment-runs/**", ENROL),
          line("GET", "/contacts/**", READ),
          line("GET", "/contacts/{externalId}/edit", CONTACTS),
          line("POST", "/contacts/**", CONTACTS),
          line("GET", "/segments/**", READ),
          line("POST", "/segments/**", CONTACTS),
          line("GET", "/scoring", READ),
          line("POST", "/scoring/versions/{version}/restore", CONTACTS),
          line("POST", "/scoring/thresholds", PUBLISH),
          line("POST", "/scoring/thresholds/{key}/delete", PUBLISH),
          line("GET", "/content/**", READ),
          line("POST", "/content/**", JOURNEYS),
          line("GET", "/results/**", READ),
          line("GET", "/tasks/**", READ),
          line("POST", "/tasks/**", TASKS),
          line("GET", "/inbox/**", READ),
          line("POST", "/demo/**", DEMO),
          line("GET", "/operations/**", READ),
          line("POST", "/operations/**", ADMIN),
          line("GET|POST", "/settings/**", ADMIN),
          line("GET", "/settings/tables/**", READ),
          line("POST", "/settings/tables/{name}/uploads/**", CONTACTS),
          line("POST", "/settings/tables/{name}/aggregates", JOURNEYS),
          line("POST", "/settings/tables/{name}/aggregates/{aggregate}/remove", JOURNEYS),
          line("POST", "/settings/tables/formulas", JOURNEYS),
          line("POST", "/settings/tables/formulas/{name}/remove", JOURNEYS),
          line("GET|POST|PUT|PATCH|DELETE|OPTIONS", "/camunda/**", ADMIN));

  private final List<Permit> lines;

  Permits(Permit... lines) {
    this.lines =
        Stream.of(lines)
            .sorted(Comparator.comparing(Permit::path, PathPattern.SPECIFICITY_COMPARATOR))
            .toList();
  }

  /** All lines, the most specific first. */
  List<Permit> lines() {
    return lines;
  }

  List<Permit> openLines() {
    return lines.stream().filter(Permit::open).toList();
  }

  /** The line that decides about a call; nothing when the call must not be answered. */
  Optional<Permit> decidingOn(HttpMethod method, String path) {
    PathContainer asked = PathContainer.parsePath(path);
    return lines.stream().filter(line -> line.covers(method, asked)).findFirst();
  }

  /**
   * All lines that are as specific about a call as the one that decides: more than one is a slip.
   */
  List<Permit> claiming(HttpMethod method, String path) {
    PathContainer asked = PathContainer.parsePath(path);
    var claims = new ArrayList<>(lines.stream().filter(l -> l.covers(method, asked)).toList());
    claims.removeIf(
        line -> PathPattern.SPECIFICITY_COMPARATOR.compare(claims.get(0).path(), line.path()) != 0);
    return claims;
  }

  /** The methods that anybody may use at an address; empty when there is nothing. */
  Set<HttpMethod> methodsAt(String path) {
    PathContainer asked = PathContainer.parsePath(path);
    return lines.stream()
        .filter(line -> line.covers(asked))
        .flatMap(line -> line.methods().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Permit open(String methods, String path) {
    return Permit.of(methods, path, null, true);
  }

  private static Permit everybody(String methods, String path) {
    return Permit.of(methods, path, null, false);
  }

  private static Permit line(String methods, String path, Permission needs) {
    return Permit.of(methods, path, needs, false);
  }
}
