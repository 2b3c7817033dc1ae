package io.relance.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.relance.core.Channel;
import io.relance.core.Purpose;
import io.relance.messaging.Claims.Claimed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LaneTest {

  private long now;
  private final Lane lane = new Lane(() -> now);
  private final List<Integer> asked = new ArrayList<>();

  private static Claimed message() {
    Message message =
        new Message(
            UUID.randomUUID(),
            null,
            "welcome",
            1,
            "mail",
            "instance",
            Channel.EMAIL,
            Purpose.MARKETING,
            1,
            Instant.EPOCH,
            Instant.EPOCH,
            Instant.EPOCH);
    return new Claimed(
        message,
        "lea@example.com",
        () -> {
          throw new AssertionError("nobody writes here");
        });
  }

  /** Claims as much as is asked for, and notes how much that was. */
  private List<Claimed> plenty(int wanted) {
    asked.add(wanted);
    return IntStream.range(0, wanted).mapToObj(n -> message()).toList();
  }

  private void handOver(int sets, Duration each) {
    while (asked.size() < sets + 1) {
      lane.next(this::plenty);
      now += each.toNanos();
    }
  }

  @Test
  void claimsMoreAtATimeWhileMessagesLeaveFast() {
    handOver(5, Duration.ofMillis(1));
    assertThat(asked).startsWith(25, 50, 100, 200, 200);
  }

  @Test
  void hasNoMoreInHandThanLeavesInASecond() {
    handOver(3, Duration.ofMillis(200));
    assertThat(asked).startsWith(25, 5, 5);
  }

  @Test
  void afterAFailureGivesBackWhatItHoldsSleepsAndThenTriesOne() {
    lane.next(this::plenty);
    assertThat(lane.failed(Duration.ofSeconds(30))).hasSize(24);
    assertThat(lane.next(this::plenty)).isNull();
    now += Duration.ofSeconds(30).toNanos();
    assertThat(lane.next(this::plenty)).isNotNull();
    assertThat(asked).containsExactly(25, 1);
    lane.worked();
    lane.next(this::plenty);
    assertThat(asked.get(2)).isGreaterThan(1);
  }

  @Test
  void whoeverComesWhileAnotherClaimsTakesOfWhatThatOneBrings() throws Exception {
    CountDownLatch claiming = new CountDownLatch(1);
    CountDownLatch brought = new CountDownLatch(1);
    ExecutorService connections = Executors.newFixedThreadPool(2);
    try {
      Future<Claimed> first =
          connections.submit(
              () ->
                  lane.next(
                      wanted -> {
                        claiming.countDown();
                        await(brought);
                        return plenty(2);
                      }));
      await(claiming);
      Future<Claimed> second = connections.submit(() -> lane.next(this::plenty));
      brought.countDown();
      assertThat(first.get(10, TimeUnit.SECONDS)).isNotNull();
      assertThat(second.get(10, TimeUnit.SECONDS)).isNotNull();
      assertThat(asked).containsExactly(2);
    } finally {
      connections.shutdownNow();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
