package io.relance.platform;

import io.relance.TestDatabase;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** A database with the whole schema, made by the migrations that also run in production. */
public final class MigratedDatabase {

  private MigratedDatabase() {}

  public static DataSource create(String name) {
    DataSource database = TestDatabase.create(name);
    Flyway.configure().dataSource(database).javaMigrations(new V1__Camunda_7_24()).load().migrate();
    return database;
  }
}
