package io.relance.platform;

import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.stereotype.Component;

/**
 * Creates Camunda's tables from the scripts that the engine ships, so that Flyway owns the whole
 * schema and our later migrations may build on Camunda's tables.
 */
@Component
class V1__Camunda_7_24 extends BaseJavaMigration {

  private static final String[] PARTS = {
    "engine",
    "history",
    "identity",
    "case.engine",
    "case.history",
    "decision.engine",
    "decision.history"
  };

  @Override
  public void migrate(Context context) {
    var populator = new ResourceDatabasePopulator();
    for (String part : PARTS) {
      populator.addScript(
          new ClassPathResource(
              "org/camunda/bpm/engine/db/create/activiti.postgres.create." + part + ".sql"));
    }
    populator.execute(new SingleConnectionDataSource(context.getConnection(), true));
  }
}
