package io.relance;

import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.csrf.DefaultCsrfToken;
import org.springframework.web.filter.OncePerRequestFilter;

/** Starts only the pages on a seeded database, to look at them. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(
    excludeName = {
      "org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration",
      "org.springframework.boot.autoconfigure.security.servlet.SecurityFilterAutoConfiguration",
      "org.springframework.boot.autoconfigure.security.servlet.UserDetailsServiceAutoConfiguration",
      "org.springframework.boot.actuate.autoconfigure.security.servlet.ManagementWebSecurityAutoConfiguration",
      "org.camunda.bpm.spring.boot.starter.CamundaBpmAutoConfiguration",
      "org.camunda.bpm.spring.boot.starter.webapp.CamundaBpmWebappAutoConfiguration"
    })
@ComponentScan({"io.relance.report", "io.relance.demo", "io.relance.platform", "io.relance.task"})
@ComponentScan(
    basePackages = "io.relance",
    useDefaultFilters = false,
    includeFilters =
        @ComponentScan.Filter(
            type = FilterType.REGEX,
            pattern =
                "io\\.relance\\.(journey|contact|consent)\\.([A-Za-z]*Pages|ScenarioLibrary)"))
class ConsolePreview {

  public static void main(String[] args) {
    new SpringApplicationBuilder(ConsolePreview.class)
        .profiles("demo")
        .properties(
            Map.of(
                "server.port", "8091",
                "spring.thymeleaf.cache", "false",
                "spring.thymeleaf.prefix", "file:engine/src/main/resources/templates/",
                "spring.messages.cache-duration", "0s",
                "spring.web.resources.static-locations",
                    "file:engine/src/main/resources/static/,classpath:/META-INF/resources/"))
        .run(args);
  }

  @Bean
  DataSource dataSource() {
    return TestDatabase.create("preview");
  }

  @Bean
  Clock clock() {
    return Clock.fixed(Instant.parse("2027-03-09T08:20:00Z"), ZoneOffset.UTC);
  }

  @Bean
  io.relance.demo.DemoInbox inbox(Clock clock) {
    return new io.relance.demo.DemoInbox() {
      @Override
      public java.util.List<io.relance.demo.Delivered> find(
          @org.jspecify.annotations.Nullable String to, int limit) {
        return "none".equals(to)
            ? java.util.List.of()
            : java.util.stream.LongStream.range(1, 30).boxed().map(this::one).toList();
      }

      @Override
      public java.util.Optional<io.relance.demo.Delivered> byId(long id) {
        return java.util.Optional.of(one(id));
      }

      private io.relance.demo.Delivered one(long id) {
        boolean sms = id % 5 == 0;
        return new io.relance.demo.Delivered(
            id,
            sms ? "sms" : "email",
            sms ? "+33610000518" : "camille.martin" + id + "@example.org",
            sms ? "RELANCE" : "Atelier Relance <bonjour@relance.example>",
            sms ? null : "Bienvenue, Camille : votre guide de démarrage",
            clock.instant().minusSeconds(id * 7000),
            "MIME-Version: 1.0\nSubject: x\n\nHello",
            sms
                ? null
                : "<h1>Bienvenue</h1><p>Merci de votre inscription. <a href='https://example.org'>Lire le guide</a></p>",
            sms ? "Bonjour Camille, votre panier vous attend : https://r.example/t/c/abc" : "x");
      }
    };
  }

  @Bean
  OncePerRequestFilter someone(JdbcClient jdbc) {
    return new OncePerRequestFilter() {
      @Override
      protected void doFilterInternal(
          HttpServletRequest request, HttpServletResponse response, FilterChain chain)
          throws jakarta.servlet.ServletException, IOException {
        if (request.getParameter("seed") != null) {
          jdbc.sql(Files.readString(Path.of(request.getParameter("seed")))).update();
        }
        response.setHeader(
            "Content-Security-Policy",
            "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; object-src 'none'");
        request.setAttribute("_csrf", new DefaultCsrfToken("X-CSRF-TOKEN", "_csrf", "token"));
        SecurityContextHolder.getContext()
            .setAuthentication(
                new UsernamePasswordAuthenticationToken(
                    "claire.dupont",
                    "",
                    AuthorityUtils.createAuthorityList(
                        "read",
                        "contacts",
                        "journeys",
                        "enrol",
                        "events",
                        "tasks",
                        "publish",
                        "admin",
                        "demo")));
        try {
          chain.doFilter(request, response);
        } finally {
          SecurityContextHolder.clearContext();
        }
      }
    };
  }
}
