package io.relance.messaging;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How messages are dispatched.
 *
 * @param lease how long a node may hold a claimed message (longer than the slowest provider answer)
 * @param probe how long a lane sleeps after its provider could not be reached, before one message
 *     is tried again
 * @param expires how long a message is worth sending when its step does not say
 * @param connections messages handed over at the same time, per lane
 */
@ConfigurationProperties("relance.messaging")
public record MessagingSettings(
    @DefaultValue("15m") Duration lease,
    @DefaultValue("30s") Duration probe,
    @DefaultValue("5d") Duration expires,
    @DefaultValue("8") int connections) {}
