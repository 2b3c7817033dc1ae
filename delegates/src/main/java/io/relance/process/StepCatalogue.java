package io.relance.process;

import static io.relance.process.StepInput.optional;
import static io.relance.process.StepInput.required;

import io.relance.process.StepInput.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every step that a diagram may hold, written once: docs/vocabulary.md is its readable form. */
public final class StepCatalogue {

  public static final String SEND_EMAIL = "sendEmail";
  public static final String SEND_SMS = "sendSms";
  public static final String SEND_VOICE = "sendVoice";
  public static final String CALL_WEBHOOK = "callWebhook";
  public static final String NOTIFY_COLLEAGUE = "notifyColleague";
  public static final String UPDATE_CONTACT = "updateContact";
  public static final String CHANGE_SCORE = "changeScore";
  public static final String RECORD_CONSENT = "recordConsent";
  public static final String START_JOURNEY = "startJourney";
  public static final String SPLIT = "split";
  public static final String ERASE_CONTACT = "eraseContact";

  public static final String SUBJECT = "subject";
  public static final String BODY = "body";
  public static final String TEXT = "text";
  public static final String PURPOSE = "purpose";
  public static final String PREHEADER = "preheader";
  public static final String EXPIRES = "expires";
  public static final String URL = "url";
  public static final String TIMEOUT = "timeout";
  public static final String RETRIES = "retries";
  public static final String TO = "to";
  public static final String FIELD = "field";
  public static final String VALUE = "value";
  public static final String POINTS = "points";
  public static final String CHANNEL = "channel";
  public static final String STATUS = "status";
  public static final String JOURNEY = "journey";
  public static final String PATHS = "paths";

  public static final String ACCEPTED = "accepted";
  public static final String REFUSED = "refused";
  public static final String SUPPRESSED = "suppressed";
  public static final String EXPIRED = "expired";
  public static final String UNKNOWN = "unknown";
  public static final String ENTERED = "entered";
  public static final String ALREADY_INSIDE = "already-inside";

  public static final String DEFAULT_TIMEOUT = "PT10S";
  public static final String DEFAULT_RETRIES = "PT10S,PT1M,PT5M";

  private static final String[] PURPOSES = {"marketing", "service", "transactional"};
  private static final String[] CONSENTED = {
    "marketing", "service", "transactional", "tracking-opens", "tracking-clicks"
  };
  private static final String[] CHANNELS = {"email", "sms", "voice", "whatsapp", "push", "letter"};
  private static final List<String> SENDING =
      List.of(ACCEPTED, REFUSED, SUPPRESSED, EXPIRED, UNKNOWN);

  private static final Map<String, StepType> TYPES = new LinkedHashMap<>();

  static {
    waiting(
        SEND_EMAIL,
        SENDING,
        required(SUBJECT, Kind.LIQUID),
        required(BODY, Kind.MARKDOWN),
        optional(PURPOSE, Kind.CHOICE, PURPOSES),
        optional(PREHEADER, Kind.LIQUID),
        optional(EXPIRES, Kind.DURATION));
    for (String spoken : List.of(SEND_SMS, SEND_VOICE)) {
      waiting(
          spoken,
          SENDING,
          required(TEXT, Kind.LIQUID),
          optional(PURPOSE, Kind.CHOICE, PURPOSES),
          optional(EXPIRES, Kind.DURATION));
    }
    waiting(
        CALL_WEBHOOK,
        List.of(ACCEPTED, REFUSED, EXPIRED),
        required(URL, Kind.URL),
        optional(BODY, Kind.LIQUID),
        optional(TIMEOUT, Kind.DURATION),
        optional(RETRIES, Kind.DURATIONS));
    waiting(
        NOTIFY_COLLEAGUE,
        SENDING,
        required(TO, Kind.EMAIL_ADDRESS),
        required(SUBJECT, Kind.LIQUID),
        required(BODY, Kind.MARKDOWN));
    immediate(UPDATE_CONTACT, List.of(), required(FIELD, Kind.FIELD), required(VALUE, Kind.LIQUID));
    immediate(CHANGE_SCORE, List.of(), required(POINTS, Kind.WHOLE_NUMBER));
    immediate(
        RECORD_CONSENT,
        List.of(),
        required(CHANNEL, Kind.CHOICE, CHANNELS),
        required(PURPOSE, Kind.CHOICE, CONSENTED),
        required(STATUS, Kind.CHOICE, "granted", "refused"));
    immediate(START_JOURNEY, List.of(ENTERED, ALREADY_INSIDE), required(JOURNEY, Kind.JOURNEY));
    immediate(SPLIT, List.of(), required(PATHS, Kind.WEIGHTS));
    immediate(ERASE_CONTACT, List.of());
  }

  private StepCatalogue() {}

  /** Every step, in the order of the palette. */
  public static List<StepType> all() {
    return List.copyOf(TYPES.values());
  }

  /** The step that this bean performs. */
  public static Optional<StepType> ofBean(String bean) {
    return Optional.ofNullable(TYPES.get(bean));
  }

  /** The step that is named by exactly this delegate expression. */
  public static Optional<StepType> ofExpression(String expression) {
    return TYPES.values().stream().filter(type -> type.expression().equals(expression)).findFirst();
  }

  private static void waiting(String bean, List<String> outcomes, StepInput... inputs) {
    TYPES.put(bean, new StepType(bean, List.of(inputs), outcomes, true));
  }

  private static void immediate(String bean, List<String> outcomes, StepInput... inputs) {
    TYPES.put(bean, new StepType(bean, List.of(inputs), outcomes, false));
  }
}
