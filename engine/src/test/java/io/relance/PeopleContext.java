package io.relance;

import io.relance.contact.Texts;
import io.relance.core.Rejected;
import io.relance.messaging.Messages;
import io.relance.platform.MigratedDatabase;
import io.relance.runtime.Holds;
import io.relance.runtime.MovableClock;
import io.relance.runtime.Nudge;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/** Contacts and consent on a real database, without the rest of the application. */
@Configuration
@EnableTransactionManagement(proxyTargetClass = true) // as Spring Boot does it
@ComponentScan(
    basePackages = {"io.relance.contact", "io.relance.consent"},
    excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*(Pages|Actions)"))
@ConfigurationPropertiesScan({"io.relance.contact", "io.relance.consent"})
@Import({Messages.class, Nudge.class, Holds.class})
public class PeopleContext {

  public static final Instant NOW = Instant.parse("2027-03-01T09:00:00Z");

  @Bean
  CountingDataSource dataSource() {
    return new CountingDataSource(MigratedDatabase.create("people"));
  }

  @Bean
  PlatformTransactionManager transactionManager(DataSource database) {
    return new JdbcTransactionManager(database);
  }

  @Bean
  JdbcClient jdbc(DataSource database) {
    return JdbcClient.create(database);
  }

  @Bean
  Clock clock() {
    return MovableClock.stoppedAt(NOW);
  }

  /** Templates in these tests know one word. */
  @Bean
  Texts texts() {
    return (template, instance) -> template.replace("{{ now }}", NOW.toString());
  }

  @Bean
  Heard heard() {
    return new Heard();
  }

  /** Remembers what was published. */
  public static class Heard {

    private final List<Object> events = new ArrayList<>();

    @EventListener
    void hear(Record event) {
      events.add(event);
    }

    public <T> List<T> all(Class<T> type) {
      return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    public void forget() {
      events.clear();
    }
  }

  /** Shows refusals as the web layer of the application does, as far as these tests look. */
  @ControllerAdvice
  public static class Refusals {

    @ExceptionHandler
    ResponseEntity<Map<String, Object>> show(Rejected rejected) {
      return ResponseEntity.status(rejected.status())
          .body(
              Map.of(
                  "type",
                  rejected.type(),
                  "detail",
                  rejected.text(),
                  "errors",
                  rejected.details()));
    }
  }
}
