package io.relance.report;

import io.relance.core.Rejected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where the next page of a list begins: below this moment and, within it, below this id. */
record Cursor(Instant at, String id) {

  /** Above everything. */
  private static final Cursor TOP = new Cursor(Instant.parse("9999-01-01T00:00:00Z"), "");

  static Cursor of(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return TOP;
    }
    try {
      String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
      int cut = plain.indexOf('|');
      return new Cursor(
          Instant.EPOCH.plus(Long.parseLong(plain.substring(0, cut)), ChronoUnit.MICROS),
          plain.substring(cut + 1));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw foreign();
    }
  }

  /** The id in lists where it is a number; above everything where there is none yet. */
  long number() {
    try {
      return id.isEmpty() ? Long.MAX_VALUE : Long.parseLong(id);
    } catch (NumberFormatException e) {
      throw foreign();
    }
  }

  /** The id in lists where it is a UUID; above everything where there is none yet. */
  UUID uuid() {
    try {
      return id.isEmpty() ? new UUID(-1, -1) : UUID.fromString(id);
    } catch (IllegalArgumentException e) {
      throw foreign();
    }
  }

  private static Rejected foreign() {
    return new Rejected(
        400, "bad-cursor", "This is no cursor of this list; begin again without one.");
  }

  /** As it stands in addresses. */
  String text() {
    String plain = ChronoUnit.MICROS.between(Instant.EPOCH, at) + "|" + id;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(plain.getBytes(StandardCharsets.UTF_8));
  }

  OffsetDateTime utc() {
    return at.atOffset(ZoneOffset.UTC);
  }
}
