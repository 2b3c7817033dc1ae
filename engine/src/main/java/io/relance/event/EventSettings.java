package io.relance.event;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long events wait for somebody who waits for them.
 *
 * @param keep how long an event is kept for a token that does not wait yet
 * @param beforeEntry how much older than the walk itself an event may be to be used in it
 */
@ConfigurationProperties("relance.event")
public record EventSettings(
    @DefaultValue("7d") Duration keep, @DefaultValue("15m") Duration beforeEntry) {}
