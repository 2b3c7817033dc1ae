package io.relance.event;

import io.relance.core.ContactId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event as it lies in the inbox.
 *
 * @param properties JSON text
 * @param reference what its sender calls it
 * @param mapped whether rows of tables are made of events of this name
 */
public record StoredEvent(
    long id,
    String name,
    @Nullable ContactId contact,
    @Nullable String key,
    String properties,
    Instant occurredAt,
    @Nullable UUID message,
    @Nullable String step,
    @Nullable String link,
    @Nullable String machine,
    String reference,
    boolean mapped) {

  /**
   * The message names that a token may wait under for this event, such as {@code
   * LinkClicked:mail_W1} or {@code ScoreThresholdCrossed:hot}.
   */
  public List<String> names() {
    List<String> names = new ArrayList<>(List.of(name));
    if (step != null) {
      names.add(name + ":" + step);
      if (link != null) {
        names.add(name + ":" + step + ":" + link);
      }
    }
    return names;
  }
}
