package io.relance.process;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The names of the events that Relance tells by itself, and what any event may be called. */
public final class MessageNames {

  public static final String LINK_CLICKED = "LinkClicked";
  public static final String MESSAGE_OPENED = "MessageOpened";
  public static final String CONTACT_OPTED_OUT = "ContactOptedOut";
  public static final String HARD_BOUNCED = "HardBounced";
  public static final String OPT_IN_CONFIRMED = "OptInConfirmed";
  public static final String CONTACT_ERASED = "ContactErased";
  public static final String SCORE_THRESHOLD_CROSSED = "ScoreThresholdCrossed";
  public static final String SCORE_THRESHOLD_LEFT = "ScoreThresholdLeft";

  private static final Pattern VALID = Pattern.compile("[\\p{L}\\p{M}\\p{N} _.:()-]{1,100}");

  private MessageNames() {}

  /** A click, as a diagram waits for it: on any link, in one step's message, on one link of it. */
  public record LinkClick(@Nullable String step, @Nullable String link) {}

  /** The names that Relance tells, without those that name a step. */
  public static List<String> known() {
    return List.of(
        LINK_CLICKED,
        CONTACT_OPTED_OUT,
        HARD_BOUNCED,
        OPT_IN_CONFIRMED,
        CONTACT_ERASED,
        SCORE_THRESHOLD_CROSSED,
        SCORE_THRESHOLD_LEFT);
  }

  /** The name of a click on any link in the message of that step. */
  public static String linkClicked(String step) {
    return LINK_CLICKED + ":" + step;
  }

  /** The name of a click on the link of that name in the message of that step. */
  public static String linkClicked(String step, String link) {
    return linkClicked(step) + ":" + link;
  }

  /** Reads the name of a click; empty when it is the name of something else. */
  public static Optional<LinkClick> asLinkClick(String name) {
    String[] parts = name.split(":", 3);
    if (!parts[0].equals(LINK_CLICKED)) {
      return Optional.empty();
    }
    return Optional.of(
        new LinkClick(parts.length > 1 ? parts[1] : null, parts.length > 2 ? parts[2] : null));
  }

  /** Whether an event may be called so; a name of spaces is none. */
  public static boolean isValid(String name) {
    return VALID.matcher(name).matches() && !name.isBlank();
  }
}
