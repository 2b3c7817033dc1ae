package io.relance.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * Where Java spends its time while we are measured: which threads, and which methods of whom. Only
 * with {@code -Dbench.profile=true}.
 */
final class Profile {

  private static final boolean KEPT = Boolean.getBoolean("bench.profile");
  private static final int MOST = 25;

  private final Map<String, Integer> threads = new HashMap<>();
  private final Map<String, Integer> methods = new HashMap<>();
  private final Map<String, Integer> features = new HashMap<>();
  private final List<Span> runs = new ArrayList<>();
  private @Nullable Recording recording;
  private int samples;

  private record Span(Instant from, Instant to) {
    boolean holds(Instant at) {
      return !at.isBefore(from) && at.isBefore(to);
    }
  }

  /**
   * Begins to watch; one recording for all runs, since beginning one makes Java slow for a while.
   */
  Profile() {
    if (KEPT) {
      recording = new Recording();
      recording.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(10));
      recording.start();
    }
  }

  /** Counts what happens during this run. */
  Run of(Supplier<Run> run) {
    Instant from = Instant.now();
    Run done = run.get();
    runs.add(new Span(from, Instant.now()));
    return done;
  }

  private void read(Recording watched) {
    try (watched) {
      watched.stop();
      Path file = Files.createTempFile("bench", ".jfr");
      watched.dump(file);
      RecordingFile.readAllEvents(file).stream()
          .filter(sample -> runs.stream().anyMatch(run -> run.holds(sample.getStartTime())))
          .forEach(this::count);
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void count(RecordedEvent sample) {
    if (sample.getStackTrace() == null) {
      return;
    }
    samples++;
    String thread = sample.getThread("sampledThread").getJavaName();
    threads.merge(thread == null ? "?" : thread.replaceAll("[0-9]+", "*"), 1, Integer::sum);
    List<String> stack =
        sample.getStackTrace().getFrames().stream()
            .filter(RecordedFrame::isJavaFrame)
            .map(frame -> frame.getMethod().getType().getName() + "." + frame.getMethod().getName())
            .toList();
    stack.stream().findFirst().ifPresent(method -> methods.merge(method, 1, Integer::sum));
    Stream<String> ours = stack.stream().filter(method -> method.startsWith("io.relance."));
    features.merge(ours.findFirst().orElse("(the engine and others)"), 1, Integer::sum);
  }

  void report() {
    if (recording != null) {
      read(recording);
    }
    if (samples > 0) {
      list("threads", threads);
      list("nearest method of ours", features);
      list("methods", methods);
    }
  }

  private void list(String what, Map<String, Integer> counts) {
    Bench.say("  %s, of %,d samples:", what, samples);
    counts.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .limit(MOST)
        .forEach(
            entry ->
                Bench.say("  %5.1f %%  %s", 100.0 * entry.getValue() / samples, entry.getKey()));
  }
}
