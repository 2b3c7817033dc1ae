package io.relance.contact;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The import of one file and how far it is.
 *
 * @param state {@code draft} (waits for its mapping), {@code running}, {@code paused}, {@code
 *     done}, {@code failed} or {@code cancelled}
 * @param rehearsedAt when a dry run over a draft came to its end; the counts are what it found
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
    @Nullable Instant endedAt,
    @Nullable Instant rehearsedAt) {}
