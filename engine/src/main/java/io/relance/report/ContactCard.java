package io.relance.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who a contact is, what they agreed to, and where they are. */
public record ContactCard(
    long id,
    String externalId,
    @Nullable String email,
    @Nullable String phone,
    @Nullable String locale,
    @Nullable String timeZone,
    Map<String, Object> attributes,
    Map<String, Touch> touched,
    int score,
    Instant createdAt,
    Instant changedAt,
    List<Consent> consents,
    List<Walk> walks) {

  /** What to call the contact: the name, else the address, else the external id. */
  public String title() {
    String name =
        Stream.of(attributes.get("firstName"), attributes.get("lastName"))
            .filter(Objects::nonNull)
            .map(Object::toString)
            .collect(Collectors.joining(" "));
    return !name.isBlank() ? name : email != null ? email : externalId;
  }

  /** The walks that are not over. */
  public List<Walk> open() {
    return walks.stream().filter(walk -> walk.endedAt() == null).toList();
  }

  /** The walks that are over. */
  public List<Walk> over() {
    return walks.stream().filter(walk -> walk.endedAt() != null).toList();
  }

  /** When a profile field or attribute last changed, and by whom. */
  public record Touch(Instant at, String by) {}

  /** What holds now for one channel and purpose, and how we know. */
  public record Consent(
      String channel,
      String purpose,
      String status,
      Instant since,
      @Nullable String source,
      String basis,
      @Nullable String textVersion,
      @Nullable String proof) {

    /** What the proof says. */
    public Map<String, Object> facts() {
      return Facts.of(proof);
    }
  }
}
