package io.relance.consent;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the log that only ever grows: what was said, on what ground, when, how it came in,
 * and its proof.
 *
 * @param status granted, refused, or unknown: a merge left it open
 * @param textVersion which wording the person saw
 */
public record ConsentRecord(
    String id,
    String channel,
    String purpose,
    String status,
    String basis,
    @Nullable String textVersion,
    Instant at,
    String source,
    Map<String, Object> proof) {}
