package io.relance.messaging;

import com.vonage.client.HttpConfig;
import com.vonage.client.VonageApiResponseException;
import com.vonage.client.VonageClient;
import com.vonage.client.VonageMethodFailedException;
import com.vonage.client.messages.sms.SmsTextRequest;
import com.vonage.client.voice.Call;
import com.vonage.client.voice.ncco.TalkAction;
import io.relance.core.Channel;
import io.relance.messaging.Content.Text;
import java.net.ConnectException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Hands SMS and spoken messages to Vonage. At most once: Vonage has no idempotency key, so a lost
 * answer is UNKNOWN.
 */
@Component
class VonageMessenger implements Messenger {

  private final VonageSettings settings;
  private @Nullable VonageClient client;

  VonageMessenger(VonageSettings settings) {
    this.settings = settings;
  }

  @Override
  public Set<Channel> channels() {
    return Set.of(Channel.SMS, Channel.VOICE);
  }

  @Override
  public boolean isConfigured() {
    return !settings.applicationId().isEmpty();
  }

  @Override
  public Delivery deliver(
      Message message, String address, Content content, Runnable pointOfNoReturn) {
    String to = address.substring(1);
    String text = ((Text) content).text();
    try {
      pointOfNoReturn.run();
    } catch (RuntimeException e) {
      return new Delivery.Deferred(String.valueOf(e.getMessage()));
    }
    try {
      return new Delivery.Accepted(
          message.channel() == Channel.SMS ? sms(message, to, text) : call(to, text), null);
    } catch (VonageApiResponseException e) {
      return answered(e);
    } catch (VonageMethodFailedException e) {
      return e.getCause() instanceof ConnectException
          ? new Delivery.Unavailable(settings + ": " + e.getCause().getMessage())
          : new Delivery.Unknown(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      return new Delivery.Unknown(String.valueOf(e.getMessage()));
    }
  }

  private String sms(Message message, String to, String text) {
    return client()
        .getMessagesClient()
        .sendMessage(
            SmsTextRequest.builder()
                .from(settings.from())
                .to(to)
                .text(text)
                .clientRef(message.id().toString())
                .build())
        .getMessageUuid()
        .toString();
  }

  private String call(String to, String text) {
    Call call = new Call(to, settings.from(), List.of(TalkAction.builder(text).build()));
    return client().getVoiceClient().createCall(call).getUuid();
  }

  private static Delivery answered(VonageApiResponseException e) {
    String detail = e.getStatusCode() + " " + e.getTitle() + ": " + e.getDetail();
    if (e.getStatusCode() == 429) {
      return new Delivery.Deferred(detail);
    }
    return e.getStatusCode() >= 500
        ? new Delivery.Unknown(detail)
        : new Delivery.Refused("refused", detail);
  }

  private synchronized VonageClient client() {
    if (client == null) {
      HttpConfig.Builder http = HttpConfig.builder().timeoutMillis(settings.timeoutMillis());
      if (!settings.baseUri().isEmpty()) {
        http.baseUri(settings.baseUri());
      }
      client =
          VonageClient.builder()
              .applicationId(settings.applicationId())
              .privateKeyContents(
                  settings.privateKey().getBytes(java.nio.charset.StandardCharsets.UTF_8))
              .httpConfig(http.build())
              .build();
    }
    return client;
  }
}
