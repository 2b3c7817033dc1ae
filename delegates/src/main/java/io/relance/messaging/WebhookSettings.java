package io.relance.messaging;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What webhooks may reach.
 *
 * @param allowedHosts host names that may be called although they are private or plain http, such
 *     as a service next door; everything else must be https and public
 */
@ConfigurationProperties("relance.webhook")
public record WebhookSettings(@DefaultValue({}) List<String> allowedHosts) {}
