package io.relance.segment;

/** What is told of contacts who come into a segment and leave it. */
public final class SegmentEvents {

  public static final String ENTERED = "SegmentEntered";
  public static final String LEFT = "SegmentLeft";

  private SegmentEvents() {}

  /** The name under which a diagram waits for somebody to come into the segment. */
  public static String entered(String key) {
    return ENTERED + ":" + key;
  }

  /** The name under which a diagram waits for somebody to leave the segment. */
  public static String left(String key) {
    return LEFT + ":" + key;
  }
}
