package io.relance.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/**
 * PostgreSQL's COPY of the very rows that an import leaves behind, in one statement, into the same
 * table with the same indexes. It reads no CSV, checks nothing, and can neither pause nor go on.
 */
final class Copying implements Opponent {

  private static final String STAMP =
      "{\"at\": \"2026-11-28T10:00:00.123456Z\", \"by\": \"import:bench:bench.csv\"}";

  private final Server server;
  private final Database database;

  Copying(Server server, Database database) {
    this.server = server;
    this.database = database;
  }

  @Override
  public String name() {
    return "COPY";
  }

  @Override
  public Database database() {
    return database;
  }

  Run load(Path rows, int count) {
    server.checkpoint();
    Stopwatch watch = new Stopwatch(server);
    try (Connection connection = database.connection();
        InputStream in = Files.newInputStream(rows)) {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn(
              "COPY contact (external_id, email, phone, attributes, touched, created_at, changed_at) FROM STDIN",
              in);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return watch.done(count);
  }

  static String row(Importing.Person one) {
    String attributes =
        "{\"firstName\": \"%s\", \"lastName\": \"%s\", \"city\": \"%s\", \"postcode\": \"P%s\", \"born\": \"%s\"}"
            .formatted(one.firstName(), one.lastName(), one.city(), one.postcode(), one.born());
    String touched =
        "{\"email\": %1$s, \"phone\": %1$s, \"firstName\": %1$s, \"lastName\": %1$s, \"city\": %1$s, \"postcode\": %1$s, \"born\": %1$s}"
            .formatted(STAMP);
    return String.join(
            "\t",
            one.externalId(),
            one.email(),
            one.phone(),
            attributes,
            touched,
            "2026-11-28T10:00:00Z",
            "2026-11-28T10:00:00Z")
        + "\n";
  }

  @Override
  public Run enrol(int contacts) {
    throw new UnsupportedOperationException("COPY knows no journeys");
  }

  @Override
  public Crowd crowd() {
    throw new UnsupportedOperationException("COPY knows no journeys");
  }

  @Override
  public Run click(int contacts) {
    throw new UnsupportedOperationException("COPY knows no journeys");
  }

  @Override
  public Run fire(int contacts) {
    throw new UnsupportedOperationException("COPY knows no journeys");
  }

  @Override
  public Run walk(int contacts) {
    throw new UnsupportedOperationException("COPY knows no journeys");
  }

  @Override
  public void close() {
    server.drop(database);
  }
}
