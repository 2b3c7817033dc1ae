package io.relance.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Another Relance in a Java of its own, on the same database. */
final class SecondNode implements AutoCloseable {

  private static final String DONE = "second node: ";

  private final Process process;
  private final BufferedReader answers;
  private final Writer orders;

  private SecondNode(Process process) {
    this.process = process;
    answers = process.inputReader(StandardCharsets.UTF_8);
    orders = process.outputWriter(StandardCharsets.UTF_8);
  }

  static SecondNode beside(Ours first, Sink sink) {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "-Duser.timezone=UTC",
            "-Djavax.xml.accessExternalSchema=file,jar:file,jar:nested,nested",
            "-classpath",
            System.getProperty("java.class.path"),
            SecondNode.class.getName(),
            first.database().url(),
            Integer.toString(sink.port()));
    try {
      SecondNode second =
          new SecondNode(
              new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
      second.awaitDone();
      return second;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void work() {
    order("work");
  }

  void rest() {
    order("rest");
  }

  private void order(String word) {
    try {
      orders.write(word + "\n");
      orders.flush();
      awaitDone();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitDone() throws IOException {
    String line = answers.readLine();
    while (line != null && !line.startsWith(DONE)) {
      Bench.say("%s", line);
      line = answers.readLine();
    }
    if (line == null) {
      throw new IllegalStateException("the second node ended");
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }

  /** The second node itself: it does as it is told until nobody tells it anything any more. */
  public static void main(String[] arguments) throws IOException {
    try (Node node = new Node(arguments[0], Integer.parseInt(arguments[1]));
        BufferedReader orders =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println(DONE + "ready");
      for (String order = orders.readLine(); order != null; order = orders.readLine()) {
        if (order.equals("work")) {
          node.work();
        } else {
          node.rest();
        }
        System.out.println(DONE + order);
      }
    }
  }
}
