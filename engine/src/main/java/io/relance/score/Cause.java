package io.relance.score;

import java.util.Locale;

/** Why a score changes. */
enum Cause {
  /** A row of the table fits something that the contact did. */
  RULE,
  /** A step of a journey. */
  STEP,
  /** Points whose time is over. */
  EXPIRY,
  /** Nothing was heard of the contact for so long. */
  INACTIVITY,
  /** Somebody said so. */
  CORRECTION;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
