package io.relance.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.authentication;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.request;

import io.relance.OnlyTheApplication;
import io.relance.Relance;
import io.relance.TestDatabase;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.autoconfigure.filter.TypeExcludeFilters;
import org.springframework.boot.test.autoconfigure.web.servlet.AutoConfigureMockMvc;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.core.Authentication;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.RequestPostProcessor;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/** Calls every endpoint of the application as everybody; none may be left out. */
@SpringBootTest(classes = Relance.class)
@AutoConfigureMockMvc
@TypeExcludeFilters(OnlyTheApplication.class)
@ActiveProfiles("test")
class EndpointsTest {

  /** Lines that no controller answers: files, filters, and what exists in the demo only. */
  private static final Set<String> WITHOUT_CONTROLLER =
      Set.of(
          "/actuator/prometheus",
          "/css/**",
          "/js/**",
          "/img/**",
          "/webjars/**",
          "/favicon*",
          "/logout",
          "/camunda/**",
          "/api/demo/**",
          "/demo/**",
          "/inbox/**");

  /** Lines of api.md whose features are still to come. */
  private static final Set<String> TO_COME = Set.of("/p/**", "/hooks/**");

  /** Lines for pages that a feature may bring; remove what stays unused. */
  private static final Set<String> MAY_COME =
      Set.of("/content/**", "/results/**", "/search", "/operations/**");

  private static final List<RequestMethod> ALL_METHODS =
      List.of(
          RequestMethod.GET,
          RequestMethod.POST,
          RequestMethod.PUT,
          RequestMethod.PATCH,
          RequestMethod.DELETE);

  @Autowired ApplicationContext context;
  @Autowired MockMvc mvc;
  @Autowired Users users;
  @Autowired Tokens tokens;
  @Autowired JdbcClient jdbc;

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry registry) throws SQLException {
    TestDatabase.create("endpoints");
    String url = TestDatabase.url("endpoints");
    registry.add("spring.datasource.url", () -> url);
    registry.add("spring.datasource.username", () -> "postgres");
  }

  @BeforeEach
  void people() {
    for (Role role : Role.values()) {
      if (!users.exists(name(role))) {
        users.create(name(role), "The " + role.word(), role, "correct horse");
      }
    }
  }

  private record Endpoint(HttpMethod method, String pattern) {

    /** An address that the pattern matches and no literal pattern does. */
    String path() {
      return pattern.replaceAll("\\{[^/]*}", "zz9").replace("**", "zz9").replace("*", "zz9");
    }

    boolean forMachines() {
      return pattern.matches("/(api|v3|actuator)/.*");
    }

    Permit line() {
      return Permits.ALL.decidingOn(method, path()).orElseThrow();
    }

    @Override
    public String toString() {
      return method + " " + pattern;
    }
  }

  private List<Endpoint> endpoints() {
    return context.getBeansOfType(RequestMappingInfoHandlerMapping.class).values().stream()
        .flatMap(mapping -> mapping.getHandlerMethods().keySet().stream())
        .flatMap(EndpointsTest::endpoints)
        .distinct()
        .sorted(Comparator.comparing(Endpoint::toString))
        .toList();
  }

  private static Stream<Endpoint> endpoints(RequestMappingInfo info) {
    var methods = info.getMethodsCondition().getMethods();
    return info.getPatternValues().stream()
        .flatMap(
            pattern ->
                (methods.isEmpty() ? ALL_METHODS.stream() : methods.stream())
                    .map(method -> new Endpoint(method.asHttpMethod(), pattern)));
  }

  @Test
  void everyEndpointIsOnExactlyOneLine() {
    var wrong = new TreeMap<String, List<Permit>>();
    for (Endpoint endpoint : endpoints()) {
      List<Permit> lines = Permits.ALL.claiming(endpoint.method(), endpoint.path());
      if (lines.size() != 1) {
        wrong.put(endpoint.toString(), lines);
      }
    }
    assertThat(wrong).as("endpoints that are on no line or on several").isEmpty();
  }

  @Test
  void everyLineIsForAnEndpoint() {
    var used = new HashSet<Permit>();
    for (Endpoint endpoint : endpoints()) {
      Permits.ALL.decidingOn(endpoint.method(), endpoint.path()).ifPresent(used::add);
    }
    var idle = new TreeSet<String>();
    for (Permit line : Permits.ALL.lines()) {
      String path = line.path().getPatternString();
      boolean known =
          WITHOUT_CONTROLLER.contains(path) || TO_COME.contains(path) || MAY_COME.contains(path);
      // Pages post to the same addresses that they are read from, in ways that come and go.
      boolean pages = path.endsWith("/**") && !path.startsWith("/api/");
      if (!used.contains(line) && !known && !pages && !isPageAction(line)) {
        idle.add(line.toString());
      }
    }
    assertThat(idle).as("lines that no endpoint needs").isEmpty();
  }

  /** A page may publish with a form or through the API; either way it takes a publisher. */
  private static boolean isPageAction(Permit line) {
    return line.path().getPatternString().startsWith("/journeys/");
  }

  @Test
  void everyEndpointLetsInThoseItShouldAndNobodyElse() throws Exception {
    var dead = List.of(expired(), revoked(), "rl_never-issued");
    var wrong = new ArrayList<String>();
    List<Endpoint> endpoints = endpoints();
    int tested = 0;
    for (Endpoint endpoint : endpoints) {
      tested++;
      Permission needs = endpoint.line().needs();
      check(wrong, endpoint, "a stranger", needs == null, answer(call(endpoint)));
      for (Role role : Role.values()) {
        boolean may = needs == null || role.may(needs);
        check(wrong, endpoint, role.word(), may, answer(call(endpoint).with(as(role))));
      }
      if (needs != null && endpoint.forMachines()) {
        check(
            wrong,
            endpoint,
            "a token with " + needs,
            true,
            bearer(endpoint, with(EnumSet.of(needs))));
        check(
            wrong,
            endpoint,
            "a token without " + needs,
            false,
            bearer(endpoint, with(EnumSet.complementOf(EnumSet.of(needs)))));
        for (String secret : dead) {
          MockHttpServletResponse answer = bearer(endpoint, secret);
          if (answer.getStatus() != 401 || answer.getHeader("WWW-Authenticate") == null) {
            wrong.add(endpoint + ": a dead token got " + answer.getStatus());
          }
        }
      } else if (needs != null) {
        check(
            wrong, endpoint, "a token on a page", false, bearer(endpoint, with(EnumSet.of(needs))));
      }
      boolean changes = !endpoint.method().equals(HttpMethod.GET);
      if (changes && !endpoint.line().open() && !endpoint.pattern().equals("/error")) {
        MockHttpServletResponse forged = answer(plain(endpoint).with(as(Role.ADMIN)));
        if (forged.getStatus() != 403) {
          wrong.add(endpoint + ": without a CSRF token got " + forged.getStatus());
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(tested).isEqualTo(endpoints.size()).isGreaterThan(30);
  }

  private static void check(
      List<String> wrong,
      Endpoint endpoint,
      String who,
      boolean may,
      MockHttpServletResponse answer) {
    boolean turnedAway =
        Set.of(401, 403).contains(answer.getStatus())
            || Objects.requireNonNullElse(answer.getRedirectedUrl(), "").endsWith("/login");
    if (turnedAway == may) {
      wrong.add(
          endpoint
              + ": "
              + who
              + (may ? " may, but got " : " may not, but got ")
              + answer.getStatus());
    }
  }

  private String with(Set<Permission> scopes) {
    return tokens.issue("test", scopes, null).secret();
  }

  private MockHttpServletResponse bearer(Endpoint endpoint, String secret) throws Exception {
    return answer(plain(endpoint).header("Authorization", "Bearer " + secret));
  }

  private static MockHttpServletRequestBuilder call(Endpoint endpoint) {
    return endpoint.line().open() ? plain(endpoint) : plain(endpoint).with(csrf());
  }

  private static MockHttpServletRequestBuilder plain(Endpoint endpoint) {
    return request(endpoint.method(), endpoint.path());
  }

  private MockHttpServletResponse answer(MockHttpServletRequestBuilder call) throws Exception {
    return mvc.perform(call).andReturn().getResponse();
  }

  private RequestPostProcessor as(Role role) {
    Authentication person =
        PasswordCheck.authenticated(users.byName(name(role)).orElseThrow(), "test");
    return authentication(person);
  }

  private String expired() {
    Tokens.Issued issued = tokens.issue("expired", EnumSet.allOf(Permission.class), null);
    jdbc.sql("UPDATE api_token SET expires_at = :past WHERE id = :id")
        .param("past", Instant.EPOCH.atOffset(ZoneOffset.UTC))
        .param("id", issued.id())
        .update();
    return issued.secret();
  }

  private String revoked() {
    Tokens.Issued issued = tokens.issue("revoked", EnumSet.allOf(Permission.class), null);
    tokens.revoke(issued.id());
    return issued.secret();
  }

  private static String name(Role role) {
    return "the-" + role.word();
  }
}
