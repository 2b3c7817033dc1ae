package io.relance.datamart;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file that is read into a table.
 *
 * @param state {@code running}, {@code paused}, {@code failed} or {@code done}
 * @param failure why it stopped by itself, as a word
 */
record Upload(
    UUID id,
    String table,
    String fileName,
    String state,
    long totalBytes,
    long doneBytes,
    long read,
    long created,
    long changed,
    long unchanged,
    long refused,
    @Nullable String failure,
    String startedBy,
    Instant startedAt,
    @Nullable Instant endedAt) {

  /** Whether there is something left to read. */
  public boolean isOpen() {
    return !state.equals("done");
  }

  /** How much of the file was read. */
  public int percent() {
    return totalBytes == 0 ? 100 : (int) (doneBytes * 100 / totalBytes);
  }
}
