package io.relance.content;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What messages say about where they come from.
 *
 * @param publicUrl where readers reach this installation; links are made from it and from nothing
 *     else, least of all from a request
 * @param senderName who the messages are from, as people know it
 */
@ConfigurationProperties("relance")
public record ContentSettings(
    @DefaultValue("http://localhost:8080") String publicUrl, @DefaultValue("") String senderName) {

  public ContentSettings {
    if (!publicUrl.matches("https?://[^/?#\\s]+(/[^?#\\s]*)?")) {
      throw new IllegalArgumentException(
          "relance.public-url must be an address such as https://relance.example, not "
              + publicUrl);
    }
    publicUrl = publicUrl.replaceAll("/+$", "");
  }
}
