package io.relance.access;

import io.relance.TestDatabase;
import io.relance.core.Audited;
import io.relance.core.Rejected;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The doors and nothing behind them: security, web and Camunda's webapps, with a few stand-ins. */
@EnableAutoConfiguration
@ComponentScan({"io.relance.access", "io.relance.platform", "io.relance.runtime.identity"})
@ConfigurationPropertiesScan("io.relance.access")
@Import(AccessApplication.Behind.class)
class AccessApplication {

  /** One database per test class, so that each counts only its own. */
  static void configure(DynamicPropertyRegistry registry, String name) {
    TestDatabase.create(name);
    registry.add("spring.datasource.url", () -> TestDatabase.url(name));
    registry.add("spring.datasource.username", () -> "postgres");
    registry.add("camunda.bpm.history-level", () -> "none");
    registry.add("camunda.bpm.job-execution.enabled", () -> "false");
    registry.add("relance.access.admin-name", () -> "first");
    registry.add("relance.access.admin-password", () -> "first-admin");
  }

  @Bean
  Hands clock() {
    return new Hands();
  }

  /** A clock moved by hand. */
  static final class Hands extends Clock {

    private volatile Instant now = Instant.parse("2026-03-01T09:00:00Z");

    void advance(Duration by) {
      now = now.plus(by);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  /** Stands in for the features behind the doors. */
  @TestComponent
  @RestController
  static class Behind {

    final AtomicInteger told = new AtomicInteger();

    private final JdbcClient jdbc;
    private final ApplicationEventPublisher events;

    Behind(JdbcClient jdbc, ApplicationEventPublisher events) {
      this.jdbc = jdbc;
      this.events = events;
    }

    record Event(String id, String name) {}

    @GetMapping("/api/vocabulary")
    Map<String, String> vocabulary() {
      return Map.of("some", "words");
    }

    @PostMapping("/api/events")
    ResponseEntity<Map<String, Integer>> tell(@RequestBody Event event) {
      if (event.name().equals("slow")) {
        jdbc.sql("SELECT pg_sleep(1)").query().singleRow();
      }
      int n = told.incrementAndGet();
      return switch (event.name()) {
        case "refused" ->
            throw new Rejected(409, "already-inside", "Already inside.").with("id", "again");
        case "broken" -> throw new IllegalStateException("a secret of the inside");
        default ->
            ResponseEntity.status(202).header("Location", "/api/events/" + n).body(Map.of("n", n));
      };
    }

    @PostMapping("/api/journeys/check")
    void audited() {
      events.publishEvent(new Audited("diagram.checked", "welcome", Map.of("problems", "0")));
    }

    @GetMapping({"/u/{token}", "/t/c/{token}", "/p/{slug}"})
    String open() {
      return "open";
    }

    @PostMapping({"/u/{token}", "/hooks/{provider}/receipt"})
    String changed() {
      return "changed";
    }

    @GetMapping({"/journeys", "/journeys/{key}", "/journeys/{key}/studio", "/inbox/{id}/html"})
    List<String> page() {
      return List.of("page");
    }

    @PostMapping("/journeys/{key}/publish")
    String publish() {
      return "published";
    }

    @GetMapping("/search")
    String token(CsrfToken token) {
      return "name=\"_csrf\" content=\"" + token.getToken() + "\"";
    }

    @GetMapping("/results")
    String broken() {
      throw new IllegalStateException("a secret of the inside");
    }
  }
}
