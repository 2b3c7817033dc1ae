package io.relance.bench;

import io.relance.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The one PostgreSQL that everybody is measured on, with a database for each. */
final class Server implements AutoCloseable {

  private final JdbcClient admin;
  private final Function<String, String> urls;
  private final AutoCloseable server;
  private final long postmaster;
  private final List<Database> databases = new ArrayList<>();

  private Server(JdbcClient admin, Function<String, String> urls, AutoCloseable server) {
    this.admin = admin;
    this.urls = urls;
    this.server = server;
    postmaster = postmaster();
  }

  private long postmaster() {
    return admin
        .sql("SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)")
        .query(Long.class)
        .single();
  }

  /**
   * A server of its own, as safe as in production: nothing is acknowledged before it is on the
   * disk.
   *
   * @param statements whether PostgreSQL shall keep count of its statements, which costs everybody
   *     a little
   */
  static Server start(Path directory, boolean statements) {
    var builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(directory)
            .setCleanDataDirectory(true)
            .setServerConfig("fsync", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("shared_buffers", "1GB")
            .setServerConfig("max_wal_size", "8GB")
            .setServerConfig("checkpoint_timeout", "15min")
            .setServerConfig("maintenance_work_mem", "256MB")
            .setServerConfig("max_connections", "200")
            .setServerConfig("timezone", "UTC");
    if (statements) {
      builder.setServerConfig("shared_preload_libraries", "pg_stat_statements");
    }
    try {
      EmbeddedPostgres postgres = builder.start();
      return new Server(
          JdbcClient.create(postgres.getPostgresDatabase()),
          name -> postgres.getJdbcUrl("postgres", name),
          postgres);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The server of the ordinary tests, which is fast and not safe: good for no figure. */
  static Server ofTheTests() {
    JdbcClient admin = JdbcClient.create(TestDatabase.create("bench_admin"));
    return new Server(admin, TestDatabase::url, () -> {});
  }

  Database create(String name) {
    admin.sql("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)").update();
    admin.sql("CREATE DATABASE " + name).update();
    return opened(name);
  }

  /** An exact copy of a database that nobody uses right now. */
  Database copy(Database from, String name) {
    admin.sql("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)").update();
    from.letGo();
    admin.sql("ALTER DATABASE " + from.name() + " ALLOW_CONNECTIONS false").update();
    try {
      admin
          .sql(
              "SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity WHERE datname ="
                  + " :name")
          .param("name", from.name())
          .query(Long.class)
          .single();
      admin.sql("CREATE DATABASE " + name + " TEMPLATE " + from.name()).update();
    } finally {
      admin.sql("ALTER DATABASE " + from.name() + " ALLOW_CONNECTIONS true").update();
    }
    return opened(name);
  }

  private Database opened(String name) {
    Database database = new Database(name, urls.apply(name));
    databases.add(database);
    return database;
  }

  /** Drops a database, so that the next workload finds the disk and the caches empty. */
  void drop(Database database) {
    database.close();
    databases.remove(database);
    admin.sql("DROP DATABASE IF EXISTS " + database.name() + " WITH (FORCE)").update();
  }

  JdbcClient jdbc() {
    return admin;
  }

  /** Processor time of this JVM so far; it tells more than a clock on a busy machine. */
  static double javaSeconds() {
    return ticks(Path.of("/proc/self/stat"));
  }

  /** Processor time of PostgreSQL so far. */
  double postgresSeconds() {
    return ticks(Path.of("/proc/" + postmaster + "/stat"))
        + ProcessHandle.of(postmaster).stream()
            .flatMap(ProcessHandle::children)
            .mapToDouble(backend -> ticks(Path.of("/proc/" + backend.pid() + "/stat")))
            .sum();
  }

  /** What a process used, and its children that ended; 0 when that cannot be known. */
  private static double ticks(Path stat) {
    try {
      String text = Files.readString(stat);
      String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
      long ticks = 0;
      for (int i = 11; i <= 14; i++) {
        ticks += Long.parseLong(fields[i]);
      }
      return ticks / 100.0;
    } catch (IOException e) {
      return 0;
    }
  }

  /** Nobody pays for the dirty pages of the one before. */
  void checkpoint() {
    admin.sql("CHECKPOINT").update();
  }

  String version() {
    return admin.sql("SHOW server_version").query(String.class).single();
  }

  @Override
  public void close() throws Exception {
    databases.forEach(Database::close);
    server.close();
  }
}
