package io.relance.journey.check;

import io.relance.process.TimerForm;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a diagram says, once it is known to keep to the vocabulary. */
public record Diagram(
    String key, @Nullable String name, Reentry reentry, List<Step> steps, List<Flow> flows) {

  /** Who may enter again under the same business key. */
  public enum Reentry {
    AFTER_END,
    NEVER,
    ALWAYS
  }

  /** One node of the diagram. */
  public enum Kind {
    START,
    END,
    /** An end that ends everything else in its scope, too. */
    TERMINATE,
    MILESTONE,
    TIMER,
    MESSAGE,
    /** A boundary event that catches outcomes of a step that sends. */
    ERROR,
    RECEIVE,
    DECIDE,
    PARALLEL,
    /** Waits for the first of several events. */
    FIRST_OF,
    PERSON,
    GROUP,
    EVENT_GROUP,
    /** A step whose type has not been chosen yet. */
    UNDECIDED,
    /** An event for which nothing has been chosen yet that it waits for. */
    UNDECIDED_EVENT,
    SEND_EMAIL,
    SEND_SMS,
    SEND_VOICE,
    CALL_WEBHOOK,
    NOTIFY_COLLEAGUE,
    UPDATE_CONTACT,
    CHANGE_SCORE,
    RECORD_CONSENT,
    START_JOURNEY,
    SPLIT,
    ERASE_CONTACT
  }

  /**
   * One step.
   *
   * @param delegate the bean that performs it, for steps of the catalogue
   * @param inputs the literal inputs, by name
   * @param message the name of the event it waits for, also on a start
   * @param timer what it waits for, also on the start of an event group
   * @param error the outcome that a boundary error event catches; absent: every one but accepted
   * @param attachedTo the step whose boundary this event sits on
   * @param interrupting whether a boundary event or event group start ends what it interrupts
   * @param scope the id of the group that holds it, or the key of the journey
   */
  public record Step(
      String id,
      @Nullable String name,
      Kind kind,
      @Nullable String delegate,
      Map<String, String> inputs,
      @Nullable String message,
      @Nullable TimerForm timer,
      @Nullable String error,
      @Nullable String attachedTo,
      boolean interrupting,
      String scope) {

    public Step {
      inputs = Map.copyOf(inputs);
    }

    /** The name, or the id where there is none. */
    public String label() {
      return name == null || name.isBlank() ? id : name;
    }
  }

  /** An arrow between two steps. */
  public record Flow(
      String id,
      @Nullable String name,
      String source,
      String target,
      @Nullable String condition,
      boolean isDefault) {}

  public Diagram {
    steps = List.copyOf(steps);
    flows = List.copyOf(flows);
  }

  /** The step of that id. */
  public Optional<Step> step(String id) {
    return steps.stream().filter(step -> step.id().equals(id)).findFirst();
  }

  /** The names of the events that enrol a contact. */
  public List<String> startMessages() {
    return steps.stream()
        .filter(step -> step.kind() == Kind.START && step.scope().equals(key))
        .flatMap(step -> Optional.ofNullable(step.message()).stream())
        .toList();
  }

  /** Whether a person, an import or the API may enrol contacts: there is a start without event. */
  public boolean startsByHand() {
    return steps.stream()
        .anyMatch(
            step ->
                step.kind() == Kind.START && step.scope().equals(key) && step.message() == null);
  }
}
