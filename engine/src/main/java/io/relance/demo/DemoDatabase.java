package io.relance.demo;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * A real PostgreSQL in a directory of its own, with fsync on, kept between runs. One demo per
 * directory: a lock file says so, and a database that outlived a killed demo is stopped first.
 */
@Component
@Profile("demo")
@ConditionalOnProperty(name = "relance.demo.embedded-database", matchIfMissing = true)
class DemoDatabase implements JdbcConnectionDetails, DisposableBean {

  private static final Logger log = LoggerFactory.getLogger(DemoDatabase.class);

  private final EmbeddedPostgres postgres;
  private final FileChannel lockFile;
  private final FileLock lock;

  DemoDatabase(DemoSettings settings) throws IOException {
    Path directory = settings.directory().toAbsolutePath().normalize();
    Path data = directory.resolve("postgres");
    Files.createDirectories(directory);
    lockFile =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    lock = lock(lockFile, directory);
    stopLeftOver(data.resolve("postmaster.pid"));
    postgres =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setOverrideWorkingDirectory(directory.resolve("binaries").toFile())
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("shared_buffers", "256MB")
            .setServerConfig("max_connections", "60")
            .setPGStartupWait(java.time.Duration.ofSeconds(60))
            .start();
    log.info("PostgreSQL keeps its data in {}", data);
  }

  private static FileLock lock(FileChannel file, Path directory) throws IOException {
    @Nullable FileLock lock = null;
    try {
      lock = file.tryLock();
    } catch (OverlappingFileLockException e) {
      // Taken by this very process: the same as taken by another.
    }
    if (lock == null) {
      throw new IllegalStateException(
          "another demo already runs in "
              + directory
              + "; stop it, or give this one a directory of its own with --relance.demo.directory=…");
    }
    return lock;
  }

  /** A demo that was killed leaves its database running; we hold the lock, so nobody uses it. */
  private static void stopLeftOver(Path pidFile) throws IOException {
    if (!Files.exists(pidFile)) {
      return;
    }
    long pid = Long.parseLong(Files.readAllLines(pidFile).get(0).strip());
    ProcessHandle.of(pid)
        .filter(
            process ->
                process.info().command().map(command -> command.contains("postgres")).orElse(false))
        .ifPresent(
            process -> {
              process.destroy();
              CompletableFuture<ProcessHandle> exit = process.onExit();
              exit.completeOnTimeout(process, 20, TimeUnit.SECONDS).join();
            });
  }

  @Override
  public String getUsername() {
    return "postgres";
  }

  @Override
  public String getPassword() {
    return "";
  }

  @Override
  public String getJdbcUrl() {
    return postgres.getJdbcUrl("postgres", "postgres");
  }

  @Override
  public void destroy() throws IOException {
    postgres.close();
    lock.release();
    lockFile.close();
  }
}
