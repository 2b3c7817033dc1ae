package io.relance.messaging;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The Vonage account for SMS and voice.
 *
 * @param applicationId empty where none is configured; SMS and calls then wait
 * @param privateKey the application's private key in PEM form
 * @param baseUri another address than Vonage's own, for the demo and tests
 * @param from the sender: a number in E.164 form without +, or up to 11 letters and digits
 */
@ConfigurationProperties("relance.vonage")
public record VonageSettings(
    @DefaultValue("") String applicationId,
    @DefaultValue("") String privateKey,
    @DefaultValue("") String baseUri,
    @DefaultValue("Relance") String from,
    @DefaultValue("10000") int timeoutMillis) {

  @Override
  public String toString() {
    return "vonage application " + applicationId;
  }
}
