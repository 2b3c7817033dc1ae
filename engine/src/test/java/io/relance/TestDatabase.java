package io.relance;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The one PostgreSQL of a test run, shared by all test classes. Its sessions live in an odd time
 * zone, so that SQL which quietly depends on the session's zone fails here.
 */
public final class TestDatabase {

  private static final EmbeddedPostgres POSTGRES = start();

  private TestDatabase() {}

  private static EmbeddedPostgres start() {
    try {
      return EmbeddedPostgres.builder().setServerConfig("timezone", "Pacific/Chatham").start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A database of its own for one application context or one test class. */
  public static DataSource create(String name) {
    DataSource admin = POSTGRES.getPostgresDatabase();
    JdbcClient jdbc = JdbcClient.create(admin);
    jdbc.sql("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)").update();
    jdbc.sql("CREATE DATABASE " + name).update();
    return POSTGRES.getDatabase("postgres", name);
  }

  /** The address of a database made with {@link #create}. */
  public static String url(String name) {
    return POSTGRES.getJdbcUrl("postgres", name);
  }
}
