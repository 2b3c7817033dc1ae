package io.relance.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.relance.messaging.VonageSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.Profile;

/**
 * Speaks as much of Vonage's HTTP as the SDK needs, on loopback; SMS and calls land in the demo's
 * inbox.
 */
@Configuration(proxyBeanMethods = false)
@Profile("demo")
class DemoPhoneProvider implements DisposableBean {

  private final ObjectProvider<DemoInbox> inbox;
  private final ObjectMapper json = new ObjectMapper();
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(2);

  DemoPhoneProvider(ObjectProvider<DemoInbox> inbox) throws IOException {
    this.inbox = inbox;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/messages", this::message);
    server.createContext("/v1/calls", this::call);
    server.setExecutor(threads);
    server.start();
  }

  private void message(HttpExchange exchange) throws IOException {
    JsonNode body = json.readTree(exchange.getRequestBody());
    inbox
        .getObject()
        .keep(
            body.path("channel").asText("sms"),
            "+" + body.path("to").asText(),
            body.path("from").asText(),
            "",
            body.path("text").asText());
    answer(exchange, 202, "{\"message_uuid\":\"" + UUID.randomUUID() + "\"}");
  }

  private void call(HttpExchange exchange) throws IOException {
    JsonNode body = json.readTree(exchange.getRequestBody());
    inbox
        .getObject()
        .keep(
            "voice",
            "+" + body.path("to").path(0).path("number").asText(),
            body.path("from").path("number").asText(),
            "",
            body.path("ncco").path(0).path("text").asText());
    String id = UUID.randomUUID().toString();
    answer(
        exchange,
        201,
        "{\"uuid\":\""
            + id
            + "\",\"status\":\"started\",\"direction\":\"outbound\",\"conversation_uuid\":\"CON-"
            + id
            + "\"}");
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Bean
  @Primary
  static VonageSettings demoVonage(DemoPhoneProvider provider) throws NoSuchAlgorithmException {
    KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
    keys.initialize(2048);
    String key =
        Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(keys.generateKeyPair().getPrivate().getEncoded());
    return new VonageSettings(
        UUID.randomUUID().toString(),
        "-----BEGIN PRIVATE KEY-----\n" + key + "\n-----END PRIVATE KEY-----\n",
        "http://127.0.0.1:" + provider.server.getAddress().getPort(),
        "Relance",
        10_000);
  }

  @Override
  public void destroy() {
    server.stop(0);
    threads.shutdownNow();
  }
}
