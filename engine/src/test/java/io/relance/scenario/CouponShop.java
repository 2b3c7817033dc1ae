package io.relance.scenario;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * A shop that makes coupons over real HTTP, as a well-behaved one does: the same Idempotency-Key
 * gets the same coupon.
 */
final class CouponShop implements AutoCloseable {

  /** One request as it came. */
  record Call(String contact, String idempotencyKey, int answered) {}

  private final ObjectMapper json = new ObjectMapper();
  private final HttpServer server;
  private final Map<String, String> couponsByKey = new ConcurrentHashMap<>();
  private final List<Call> calls = new ArrayList<>();
  private final Predicate<String> broken;
  private final Predicate<String> refusing;
  private final Predicate<String> losingTheFirstAnswer;

  CouponShop(
      Predicate<String> broken,
      Predicate<String> refusing,
      Predicate<String> losingTheFirstAnswer) {
    this.broken = broken;
    this.refusing = refusing;
    this.losingTheFirstAnswer = losingTheFirstAnswer;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/api/coupons", this::coupon);
    server.start();
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort() + "/api/coupons";
  }

  /** How many coupons were made, repeated requests not counted. */
  int made() {
    return couponsByKey.size();
  }

  synchronized List<Call> calls(String contact) {
    return calls.stream().filter(call -> call.contact().equals(contact)).toList();
  }

  private synchronized void coupon(HttpExchange exchange) throws IOException {
    String contact = json.readTree(exchange.getRequestBody()).path("contact").asText();
    String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    int status = 201;
    if (broken.test(contact)) {
      status = 500;
    } else if (refusing.test(contact)) {
      status = 422;
    } else {
      couponsByKey.computeIfAbsent(key, unknown -> "SAVE10-" + contact);
      if (losingTheFirstAnswer.test(contact) && calls(contact).isEmpty()) {
        status = 502;
      }
    }
    calls.add(new Call(contact, key, status));
    byte[] body =
        (status == 201 ? "{\"coupon\": \"" + couponsByKey.get(key) + "\"}" : "{}")
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
