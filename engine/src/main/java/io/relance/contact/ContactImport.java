package io.relance.contact;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The import of one file and how far it is.
 *
 * @param state {@code running}, {@code paused}, {@code done} or {@code failed}
 * @param doneBytes of {@code totalBytes}, for a progress bar
 */
public record ContactImport(
    UUID id,
    String fileName,
    String state,
    boolean dryRun,
    long totalBytes,
    long doneBytes,
    long read,
    long created,
    long changed,
    long unchanged,
    long rejected,
    @Nullable String failure,
    String startedBy,
    Instant startedAt,
    @Nullable Instant endedAt) {}
