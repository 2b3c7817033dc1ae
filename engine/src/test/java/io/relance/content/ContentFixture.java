package io.relance.content;

import io.relance.messaging.Contents;
import io.relance.messaging.StepInputs;
import io.relance.runtime.Facts;
import java.util.Map;
import org.springframework.context.MessageSource;
import org.springframework.context.support.ResourceBundleMessageSource;

/** The content package, put together by hand for tests. */
public final class ContentFixture {

  public static final LinkTokens TOKENS = new LinkTokens(Map.of(1, new byte[32]));
  public static final String PUBLIC_URL = "https://r.example";

  private static final Liquid LIQUID = new Liquid();

  private ContentFixture() {}

  public static MessageSource messages() {
    ResourceBundleMessageSource messages = new ResourceBundleMessageSource();
    messages.setBasenames("messages/content", "messages/tracking");
    messages.setDefaultEncoding("UTF-8");
    messages.setFallbackToSystemLocale(false);
    return messages;
  }

  public static Links links(StepInputs steps, Facts facts) {
    return new Links(LIQUID, steps, facts);
  }

  public static Contents contents(StepInputs steps, Facts facts) {
    ContentSettings settings = new ContentSettings(PUBLIC_URL + "/", "Maison Éclair");
    return new StepContents(steps, facts, LIQUID, new Emails(LIQUID, TOKENS, settings, messages()));
  }

  public static Proofreader proofreader() {
    return new Proofreader(LIQUID, new ContentSettings(PUBLIC_URL, ""));
  }
}
