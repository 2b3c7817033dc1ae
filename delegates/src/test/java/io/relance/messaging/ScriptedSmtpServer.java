package io.relance.messaging;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** An SMTP server on loopback that answers at each stage what a test tells it to. */
final class ScriptedSmtpServer implements AutoCloseable {

  /** Where in the dialogue an answer stands. */
  enum Stage {
    BANNER("220 sink.example ESMTP"),
    EHLO("250 sink.example"),
    AUTH("235 2.7.0 ok"),
    MAIL("250 2.1.0 ok"),
    RCPT("250 2.1.5 ok"),
    DATA("354 go ahead"),
    DOT("250 2.0.0 queued as 42"),
    RSET("250 2.0.0 ok"),
    NOOP("250 2.0.0 ok"),
    QUIT("221 2.0.0 bye");

    private final String usual;

    Stage(String usual) {
      this.usual = usual;
    }
  }

  /** Instead of an answer: the connection ends, politely or with a reset. */
  static final String CLOSE = "<close>";

  static final String RESET = "<reset>";

  /** The usual answer. */
  static final String USUAL = "<usual>";

  private final ServerSocket listening;
  private final Map<Stage, List<String>> script = new HashMap<>();
  private final AtomicIntegerArray reached = new AtomicIntegerArray(Stage.values().length);
  private final List<String> commands = new CopyOnWriteArrayList<>();
  private final List<String> mails = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();

  ScriptedSmtpServer() {
    try {
      listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread accepting = new Thread(this::accept, "scripted-smtp");
    accepting.setDaemon(true);
    accepting.start();
  }

  /** What it says at this stage, the first time, the second time…; the last answer stays. */
  ScriptedSmtpServer saying(Stage stage, String... answers) {
    script.put(stage, List.of(answers));
    return this;
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Everything that was said to it. */
  List<String> commands() {
    return commands;
  }

  /** What it took over, in full. */
  List<String> mails() {
    return mails;
  }

  int connections() {
    return connections.get();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        connections.incrementAndGet();
        Thread thread = new Thread(() -> talk(socket), "scripted-smtp-connection");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void talk(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      if (!answer(socket, Stage.BANNER)) {
        return;
      }
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        commands.add(line);
        Stage stage = stage(line);
        if (!answer(socket, stage) || stage == Stage.QUIT) {
          return;
        }
        if (stage == Stage.DATA && answered(Stage.DATA).startsWith("354") && !body(socket, in)) {
          return;
        }
      }
    } catch (IOException gone) {
      // The client went away, or was sent away.
    }
  }

  private boolean body(Socket socket, BufferedReader in) throws IOException {
    StringBuilder mail = new StringBuilder();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.equals(".")) {
        boolean open = answer(socket, Stage.DOT);
        if (answered(Stage.DOT).startsWith("250")) {
          mails.add(mail.toString());
        }
        return open;
      }
      mail.append(line).append('\n');
    }
    return false;
  }

  private static Stage stage(String line) {
    String verb = line.length() < 4 ? line : line.substring(0, 4).toUpperCase(Locale.ROOT);
    return switch (verb) {
      case "EHLO", "HELO" -> Stage.EHLO;
      case "MAIL" -> Stage.MAIL;
      case "RCPT" -> Stage.RCPT;
      case "DATA" -> Stage.DATA;
      case "RSET" -> Stage.RSET;
      case "QUIT" -> Stage.QUIT;
      case "AUTH" -> Stage.AUTH;
      default -> Stage.NOOP;
    };
  }

  /** Answers whether the connection goes on. */
  private boolean answer(Socket socket, Stage stage) throws IOException {
    reached.incrementAndGet(stage.ordinal());
    String answer = answered(stage);
    if (answer.equals(RESET)) {
      socket.setSoLinger(true, 0);
      return false;
    }
    if (answer.equals(CLOSE)) {
      return false;
    }
    boolean closing = answer.endsWith(CLOSE);
    String text = closing ? answer.substring(0, answer.length() - CLOSE.length()) : answer;
    socket.getOutputStream().write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
    return !closing;
  }

  private String answered(Stage stage) {
    List<String> answers = script.getOrDefault(stage, List.of(stage.usual));
    int times = Math.max(reached.get(stage.ordinal()), 1);
    String answer = answers.get(Math.min(times, answers.size()) - 1);
    return answer.equals(USUAL) ? stage.usual : answer;
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
