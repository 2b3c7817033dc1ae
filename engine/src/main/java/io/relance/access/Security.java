package io.relance.access;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.header.writers.CacheControlHeadersWriter;
import org.springframework.security.web.header.writers.DelegatingRequestMatcherHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.NegatedRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Three doors: public pages without any session, the API with a bearer token, and everything else
 * with a login, a session and CSRF tokens. All three read their rules from {@link Permits}.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
class Security {

  private static final PathPatternRequestMatcher.Builder PATHS =
      PathPatternRequestMatcher.withDefaults();

  /** Files that never change under their address, so that browsers may keep them. */
  private static final RequestMatcher ASSETS =
      paths("/css/**", "/js/**", "/img/**", "/webjars/**", "/favicon*");

  private final Refusals refusals;

  Security(Refusals refusals) {
    this.refusals = refusals;
  }

  @Bean
  PasswordEncoder passwordEncoder() {
    return new BCryptPasswordEncoder();
  }

  /** A management port of its own is for machines on this host: health and figures, no login. */
  @Bean
  @Order(0)
  SecurityFilterChain managementDoor(
      HttpSecurity http,
      @Value("${management.server.port:-1}") int managementPort,
      @Value("${server.port:8080}") int port)
      throws Exception {
    return stateless(http)
        .securityMatcher(
            request ->
                managementPort > 0
                    && managementPort != port
                    && request.getLocalPort() == managementPort)
        .authorizeHttpRequests(
            may ->
                may.requestMatchers(paths("/actuator/health/**", "/actuator/prometheus"))
                    .permitAll()
                    .anyRequest()
                    .denyAll())
        .build();
  }

  @Bean
  @Order(1)
  SecurityFilterChain openDoor(HttpSecurity http) throws Exception {
    return stateless(http)
        .securityMatcher(
            paths(
                Permits.ALL.openLines().stream()
                    .map(line -> line.path().getPatternString())
                    .toArray(String[]::new)))
        .authorizeHttpRequests(Security::rules)
        .build();
  }

  @Bean
  @Order(2)
  SecurityFilterChain tokenDoor(HttpSecurity http, Tokens tokens) throws Exception {
    RequestMatcher machine = paths("/api/**", "/v3/**", "/actuator/**");
    return stateless(http)
        .securityMatcher(request -> machine.matches(request) && TokenLogin.attempted(request))
        .addFilterBefore(new TokenLogin(tokens, refusals), AnonymousAuthenticationFilter.class)
        .authorizeHttpRequests(Security::rules)
        .build();
  }

  @Bean
  @Order(3)
  SecurityFilterChain sessionDoor(HttpSecurity http, PasswordCheck passwords, Users users)
      throws Exception {
    return common(http)
        // As the manager, not one more provider: a wrong password would be tried twice.
        .authenticationManager(new ProviderManager(passwords))
        .formLogin(login -> login.loginPage("/login").failureHandler(failure()))
        .logout(logout -> logout.logoutSuccessUrl("/login?out").deleteCookies("JSESSIONID"))
        // Camunda's webapps bring a CSRF token of their own.
        .csrf(csrf -> csrf.ignoringRequestMatchers(paths("/camunda/**")))
        .requestCache(cache -> cache.requestCache(pagesOnly()))
        .addFilterBefore(new LiveSessions(users), AnonymousAuthenticationFilter.class)
        .authorizeHttpRequests(Security::rules)
        .build();
  }

  /** Behind a proxy that ends TLS the container may not know that the browser speaks https. */
  @Bean
  ServletContextInitializer secureCookie(@Value("${relance.public-url:}") String publicUrl) {
    return context -> {
      if (publicUrl.startsWith("https:")) {
        context.getSessionCookieConfig().setSecure(true);
      }
    };
  }

  private HttpSecurity stateless(HttpSecurity http) throws Exception {
    return common(http)
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .csrf(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable);
  }

  private HttpSecurity common(HttpSecurity http) throws Exception {
    return http.headers(Security::headers)
        .exceptionHandling(
            refused -> refused.authenticationEntryPoint(refusals).accessDeniedHandler(refusals));
  }

  private static void rules(
      AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry
          may) {
    // What is dispatched inside the server was allowed when it came in.
    may.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.FORWARD, DispatcherType.ASYNC)
        .permitAll();
    for (Permit line : Permits.ALL.lines()) {
      RequestMatcher call =
          new OrRequestMatcher(line.methods().stream().flatMap(m -> calls(line, m)).toList());
      if (line.needs() == null) {
        may.requestMatchers(call).permitAll();
      } else {
        may.requestMatchers(call).hasAuthority(line.needs().word());
      }
    }
    may.anyRequest().denyAll();
  }

  private static Stream<RequestMatcher> calls(Permit line, HttpMethod method) {
    String path = line.path().getPatternString();
    RequestMatcher call = PATHS.matcher(method, path);
    return HttpMethod.GET.equals(method)
        ? Stream.of(call, PATHS.matcher(HttpMethod.HEAD, path))
        : Stream.of(call);
  }

  private static void headers(HeadersConfigurer<HttpSecurity> headers) {
    headers
        .defaultsDisabled()
        .contentTypeOptions(nosniff -> {})
        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN))
        .httpStrictTransportSecurity(hsts -> hsts.includeSubDomains(false))
        .addHeaderWriter(
            new DelegatingRequestMatcherHeaderWriter(
                new NegatedRequestMatcher(ASSETS), new CacheControlHeadersWriter()))
        .addHeaderWriter(new BrowserRules());
  }

  private static AuthenticationFailureHandler failure() {
    return (request, response, e) ->
        response.sendRedirect(
            request.getContextPath()
                + (e instanceof LockedException ? "/login?wait" : "/login?error"));
  }

  /** After the login one returns to the page one asked for, not to a part of it or to a file. */
  private static RequestCache pagesOnly() {
    var cache = new HttpSessionRequestCache();
    cache.setRequestMatcher(
        request ->
            request.getMethod().equals("GET")
                && request.getHeader("HX-Request") == null
                && acceptsHtml(request)
                && Permits.ALL.decidingOn(HttpMethod.GET, request.getRequestURI()).isPresent());
    return cache;
  }

  private static boolean acceptsHtml(HttpServletRequest request) {
    String accept = request.getHeader("Accept");
    return accept != null && accept.contains("text/html");
  }

  private static RequestMatcher paths(String... patterns) {
    return new OrRequestMatcher(
        Arrays.stream(patterns).map(p -> (RequestMatcher) PATHS.matcher(p)).toList());
  }
}
