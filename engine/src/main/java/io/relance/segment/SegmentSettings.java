package io.relance.segment;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long segments may keep the database busy.
 *
 * @param patience how long somebody who looks at a page waits for a count
 * @param longest how long a look at all members may take that nobody waits for
 * @param lookEvery how often it is looked who came into a segment that somebody listens to, and who
 *     left
 */
@ConfigurationProperties("relance.segment")
record SegmentSettings(
    @DefaultValue("5s") Duration patience,
    @DefaultValue("2m") Duration longest,
    @DefaultValue("1m") Duration lookEvery) {}
