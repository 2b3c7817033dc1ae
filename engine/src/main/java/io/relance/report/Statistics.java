package io.relance.report;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The books of a journey or of one version of it. They balance: entered = waiting + queued +
 * incidents + the sum of ended.
 *
 * @param version absent when all versions are counted together
 * @param ended number of enrolments by outcome
 * @param steps by the id of the step
 * @param messages by channel
 */
public record Statistics(
    String journey,
    @Nullable Integer version,
    long entered,
    long waiting,
    long queued,
    long incidents,
    Map<String, Long> ended,
    Map<String, StepCounts> steps,
    Map<String, MessageCounts> messages) {

  /** How many are in the journey now. */
  public long inside() {
    return waiting + queued + incidents;
  }

  /** How many have ended, whatever the outcome. */
  public long endedTotal() {
    return ended.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Visits to one step; a step in a loop counts each visit. */
  public record StepCounts(long entered, long inside, long left, Map<String, Long> outcomes) {}

  /** What became of the messages of one channel. */
  public record MessageCounts(
      long accepted,
      Map<String, Long> refused,
      Map<String, Long> suppressed,
      long expired,
      long unknown,
      long queued) {

    /** All messages that were asked for. */
    public long total() {
      return accepted + sum(refused) + sum(suppressed) + expired + unknown + queued;
    }

    private static long sum(Map<String, Long> counts) {
      return counts.values().stream().mapToLong(Long::longValue).sum();
    }
  }
}
