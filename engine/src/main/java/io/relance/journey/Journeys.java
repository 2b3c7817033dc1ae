package io.relance.journey;

import io.relance.core.Audited;
import io.relance.core.Purpose;
import io.relance.core.Rejected;
import io.relance.journey.Journey.State;
import io.relance.journey.check.Diagram;
import io.relance.journey.check.Problem;
import io.relance.process.StepCatalogue;
import io.relance.runtime.Tokens;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The catalogue of journeys: drafts are saved and checked, published as versions that never change,
 * paused and stopped.
 */
@Component
public class Journeys {

  private final JourneyTable table;
  private final Enrolments enrolments;
  private final Tokens tokens;
  private final Review review;
  private final ApplicationEventPublisher events;
  private final TransactionTemplate transaction;
  private final Clock clock;

  Journeys(
      JourneyTable table,
      Enrolments enrolments,
      Tokens tokens,
      Review review,
      ApplicationEventPublisher events,
      TransactionTemplate transaction,
      Clock clock) {
    this.table = table;
    this.enrolments = enrolments;
    this.tokens = tokens;
    this.review = review;
    this.events = events;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** A saved draft and what is still wrong with it. */
  public record Saved(
      String key, String name, int revision, boolean created, List<Problem> problems) {}

  public List<Journey> all() {
    return table.all();
  }

  public Optional<Journey> find(String key) {
    return table.find(key);
  }

  /** The journey of this key, or 404. */
  public Journey get(String key) {
    return find(key)
        .orElseThrow(
            () -> new Rejected(404, "unknown-journey", "there is no journey '" + key + "'"));
  }

  /** What is wrong with a diagram, refused or not. */
  public List<Problem> check(byte[] bpmn) {
    return review.of(bpmn).problems();
  }

  /** Saves a draft under the key in the diagram, whatever was saved before. */
  @Transactional
  public Saved saveDraft(byte[] bpmn, String who) {
    Review.Result result = review.of(bpmn);
    Diagram diagram = result.accepted();
    String name =
        diagram.name() == null || diagram.name().isBlank() ? diagram.key() : diagram.name();
    int revision = table.saveDraft(diagram.key(), name, bpmn, who, clock.instant());
    return new Saved(diagram.key(), name, revision, revision == 1, result.problems());
  }

  /**
   * Saves the next revision of a draft.
   *
   * @param revision the revision that the caller worked from
   * @throws Rejected 412 when somebody else saved meanwhile; nothing is overwritten then
   */
  @Transactional
  public Saved saveDraft(String key, byte[] bpmn, int revision, String who) {
    Diagram diagram = review.of(bpmn).accepted();
    if (!diagram.key().equals(key)) {
      throw new Rejected(
          422,
          "other-journey",
          "the diagram is of the journey '" + diagram.key() + "', not of '" + key + "'");
    }
    Journey journey = table.lock(key).orElseThrow(() -> unknown(key));
    int present = journey.draft() == null ? 0 : journey.draft().revision();
    if (present != revision) {
      throw new Rejected(
          412,
          "draft-changed",
          "the draft was saved by "
              + (journey.draft() == null ? "nobody" : journey.draft().savedBy())
              + " meanwhile (revision "
              + present
              + "); load it again, or save over it with If-Match: \""
              + present
              + "\"");
    }
    return saveDraft(bpmn, who);
  }

  /** The diagram to work on: the draft, or the newest version. */
  public byte[] draft(String key) {
    byte[] draft = table.draft(key);
    if (draft != null) {
      return draft;
    }
    Journey journey = get(key);
    journey.requirePublished();
    return bpmn(key, null);
  }

  /** A published diagram, byte for byte; the newest where no version is named. */
  public byte[] bpmn(String key, @Nullable Integer version) {
    Journey journey = get(key);
    journey.requirePublished();
    Integer wanted = version == null ? journey.version() : version;
    byte[] bpmn = wanted == null ? null : table.bpmn(key, wanted);
    if (bpmn == null) {
      throw new Rejected(
          404, "unknown-version", "the journey '" + key + "' has no version " + wanted);
    }
    return bpmn;
  }

  /** Publishes the draft as a new version, which takes everyone who enters from now on. */
  @Transactional
  public int publish(String key, String who) {
    Journey journey = table.lock(key).orElseThrow(() -> unknown(key));
    byte[] bpmn = table.draft(journey.key());
    if (bpmn == null) {
      throw new Rejected(
          409, "no-draft", "the journey '" + key + "' has no draft to publish; save one first");
    }
    Review.Result result = review.of(bpmn);
    Diagram diagram = result.accepted();
    result.requireReady(key);
    Tokens.Deployed deployed = tokens.deploy(key, bpmn);
    table.addVersion(
        deployed.version(),
        deployed.processDefinitionId(),
        bpmn,
        diagram,
        isMarketing(diagram),
        who,
        clock.instant());
    events.publishEvent(
        new Audited(
            "journey.published", key, Map.of("version", String.valueOf(deployed.version()))));
    return deployed.version();
  }

  /** No more sends and no more steps, until it is resumed. */
  @Transactional
  public void pause(String key) {
    Journey journey = table.lock(key).orElseThrow(() -> unknown(key));
    journey.requirePublished();
    if (journey.state() == State.LIVE) {
      tokens.pause(key);
      table.state(key, State.PAUSED);
      events.publishEvent(new Audited("journey.paused", key, Map.of()));
    } else if (journey.state() != State.PAUSED) {
      throw stopped(key);
    }
  }

  /** Goes on where it was paused. */
  @Transactional
  public void resume(String key) {
    Journey journey = table.lock(key).orElseThrow(() -> unknown(key));
    journey.requirePublished();
    if (journey.state() == State.PAUSED) {
      table.state(key, State.LIVE);
      tokens.resume(key);
      events.publishEvent(new Audited("journey.resumed", key, Map.of()));
    } else if (journey.state() != State.LIVE) {
      throw stopped(key);
    }
  }

  /**
   * Takes nobody in from now on, until a new version is published, and ends every walk, a few
   * hundred in a transaction; answers how many it ended. Should it be interrupted, {@link Stopping}
   * goes on.
   */
  public int stop(String key) {
    transaction.executeWithoutResult(status -> halt(key));
    int ended = 0;
    for (int some = enrolments.stopSome(key); some > 0; some = enrolments.stopSome(key)) {
      ended += some;
    }
    events.publishEvent(
        new Audited("journey.stopped", key, Map.of("ended", String.valueOf(ended))));
    return ended;
  }

  private void halt(String key) {
    Journey journey = table.lock(key).orElseThrow(() -> unknown(key));
    journey.requirePublished();
    if (journey.state() == State.PAUSED) {
      tokens.resume(key);
    }
    table.state(key, State.STOPPED);
  }

  /** A journey that asks for marketing consent anywhere is one that an opt-out ends. */
  private static boolean isMarketing(Diagram diagram) {
    return diagram.steps().stream()
        .anyMatch(
            step ->
                switch (step.kind()) {
                  case SEND_EMAIL, SEND_SMS, SEND_VOICE ->
                      Purpose.of(step.inputs().getOrDefault(StepCatalogue.PURPOSE, ""))
                              .orElse(Purpose.MARKETING)
                          == Purpose.MARKETING;
                  default -> false;
                });
  }

  private static Rejected unknown(String key) {
    return new Rejected(404, "unknown-journey", "there is no journey '" + key + "'");
  }

  private static Rejected stopped(String key) {
    return new Rejected(
        409, "not-live", "the journey '" + key + "' is stopped; publish it again to bring it back");
  }
}
