package io.relance.consent;

import java.time.Instant;
import java.util.Map;

/**
 * One entry of the log that only ever grows: what was said, when, how it came in, and its proof.
 */
public record ConsentRecord(
    String id,
    String channel,
    String purpose,
    String status,
    Instant at,
    String source,
    Map<String, Object> proof) {}
