package io.relance.messaging;

import io.relance.core.Channel;
import io.relance.messaging.Content.Call;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.apache.http.HttpEntity;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.entity.ContentType;
import org.apache.http.entity.StringEntity;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Calls other systems. The address is judged inside the connection's own name resolver, so that a
 * name that resolves to a public address when checked and to a private one when connected gains
 * nothing. Redirects are not followed.
 */
@Component
class WebhookMessenger implements Messenger, DisposableBean {

  private static final int LONGEST_ANSWER = 65_536;

  private final WebhookSettings settings;
  private final WebhookAnswers answers;
  private final CloseableHttpClient http;

  WebhookMessenger(WebhookSettings settings, WebhookAnswers answers) {
    this.settings = settings;
    this.answers = answers;
    this.http =
        HttpClients.custom()
            .disableRedirectHandling()
            .disableCookieManagement()
            .disableAutomaticRetries()
            .setDnsResolver(this::resolve)
            .build();
  }

  @Override
  public Set<Channel> channels() {
    return Set.of(Channel.WEBHOOK);
  }

  @Override
  public Delivery deliver(
      Message message, String address, Content content, Runnable pointOfNoReturn) {
    Call call = (Call) content;
    String host = String.valueOf(call.url().getHost());
    if (!"https".equals(call.url().getScheme()) && !settings.allowedHosts().contains(host)) {
      return new Delivery.Refused("forbidden-address", "only https addresses may be called");
    }
    HttpPost post = new HttpPost(call.url());
    int timeout = Math.toIntExact(Math.min(call.timeout().toMillis(), 60_000));
    post.setConfig(
        RequestConfig.custom()
            .setConnectTimeout(timeout)
            .setSocketTimeout(timeout)
            .setConnectionRequestTimeout(timeout)
            .build());
    post.setHeader("Idempotency-Key", message.id().toString());
    post.setHeader("webhook-id", message.id().toString());
    post.setEntity(new StringEntity(call.body(), ContentType.APPLICATION_JSON));
    try {
      pointOfNoReturn.run();
      return send(message, post);
    } catch (ForbiddenAddress e) {
      return new Delivery.Refused("forbidden-address", String.valueOf(e.getMessage()));
    } catch (IOException | RuntimeException e) {
      // A receiver that is down is that receiver's trouble: this message waits, the lane goes on.
      return new Delivery.Deferred(e.getClass().getSimpleName() + ": " + e.getMessage());
    }
  }

  private Delivery send(Message message, HttpPost post) throws IOException {
    try (CloseableHttpResponse response = http.execute(post)) {
      int status = response.getStatusLine().getStatusCode();
      String body = body(response.getEntity());
      if (status >= 200 && status < 300) {
        answers.keep(message, body);
        return new Delivery.Accepted(null, "HTTP " + status);
      }
      String detail = "HTTP " + status;
      return status >= 500 || status == 408 || status == 425 || status == 429
          ? new Delivery.Deferred(detail)
          : new Delivery.Refused("refused", detail);
    }
  }

  /** No more of the answer is read than may be kept. */
  private static String body(HttpEntity entity) throws IOException {
    if (entity == null) {
      return "";
    }
    try (InputStream in = entity.getContent()) {
      return new String(in.readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8);
    }
  }

  private InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] addresses = InetAddress.getAllByName(host);
    if (!settings.allowedHosts().contains(host)) {
      for (InetAddress address : addresses) {
        if (!PublicAddresses.contain(address)) {
          throw new ForbiddenAddress(host + " is not a public address");
        }
      }
    }
    return addresses;
  }

  @Override
  public void destroy() throws IOException {
    http.close();
  }

  private static final class ForbiddenAddress extends UnknownHostException {
    private static final long serialVersionUID = 1;

    ForbiddenAddress(String text) {
      super(text);
    }
  }
}
