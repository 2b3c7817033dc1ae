package io.relance.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.relance.Relance;
import io.relance.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@SpringBootTest(classes = Relance.class, webEnvironment = WebEnvironment.RANDOM_PORT)
@ActiveProfiles("test")
class StartTest {
  @DynamicPropertySource
  static void database(DynamicPropertyRegistry registry) throws SQLException {
    TestDatabase.create("access_start");
    String url = TestDatabase.url("access_start");
    registry.add("spring.datasource.url", () -> url);
    registry.add("spring.datasource.username", () -> "postgres");
  }

  @Autowired Users users;

  @Test
  void starts() {
    assertThat(users.isEmpty()).isFalse();
  }
}
