package io.relance.demo;

import java.net.InetAddress;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;
import org.subethamail.smtp.server.SMTPServer;

/**
 * A real SMTP server on loopback that takes every mail into the demo's inbox; it can be stopped and
 * brought back.
 */
@Component
@Profile("demo")
public class DemoMailServer implements DisposableBean {

  private final ObjectProvider<DemoInbox> inbox;
  private SMTPServer server;
  private final int port;

  DemoMailServer(ObjectProvider<DemoInbox> inbox) {
    this.inbox = inbox;
    this.server = server(0);
    this.server.start();
    this.port = server.getPortAllocated();
  }

  private SMTPServer server(int onPort) {
    return SMTPServer.port(onPort)
        .bindAddress(InetAddress.getLoopbackAddress())
        .hostName("demo.relance.example")
        .maxMessageSize(10_000_000)
        .insertReceivedHeaders(false)
        .messageHandler((context, from, to, data) -> inbox.getObject().keepMail(to, from, data))
        .build();
  }

  public boolean isRunning() {
    return server.isRunning();
  }

  /** Stops the server as a broken one would be: connections are refused. */
  public synchronized void stop() {
    server.stop();
  }

  /** Brings it back on the same port. */
  public synchronized void start() {
    if (!server.isRunning()) {
      server = server(port);
      server.start();
    }
  }

  int port() {
    return port;
  }

  @Override
  public void destroy() {
    stop();
  }
}
