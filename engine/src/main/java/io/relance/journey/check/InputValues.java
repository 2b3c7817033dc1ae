package io.relance.journey.check;

import com.sanctionco.jmail.JMail;
import io.relance.process.IsoDuration;
import io.relance.process.StepInput;
import io.relance.process.Weights;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether what stands in a field is of the kind that the field takes. */
final class InputValues {

  private static final Pattern WHOLE_NUMBER = Pattern.compile("[+-]?\\d{1,6}");
  private static final Pattern FIELD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");
  private static final Pattern JOURNEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,63}");

  private static final Set<String> LOCAL_HOSTS = Set.of("localhost", "127.0.0.1");

  private InputValues() {}

  static @Nullable Rule ruleBrokenBy(StepInput input, String value) {
    return switch (input.kind()) {
      case TEXT, LIQUID, MARKDOWN -> null;
      case CHOICE -> input.choices().contains(value) ? null : Rule.INPUT_CHOICE;
      case DURATION -> isDuration(value) ? null : Rule.INPUT_DURATION;
      case DURATIONS ->
          Arrays.stream(value.split(",", -1)).allMatch(part -> isDuration(part.strip()))
              ? null
              : Rule.INPUT_DURATION;
      case URL -> isHttps(value) ? null : isLocal(value) ? Rule.INPUT_URL_LOCAL : Rule.INPUT_URL;
      case EMAIL_ADDRESS ->
          JMail.strictValidator().isValid(value) ? null : Rule.INPUT_EMAIL_ADDRESS;
      case WHOLE_NUMBER -> WHOLE_NUMBER.matcher(value).matches() ? null : Rule.INPUT_WHOLE_NUMBER;
      case WEIGHTS -> Weights.parse(value).isPresent() ? null : Rule.INPUT_WEIGHTS;
      case FIELD -> FIELD.matcher(value).matches() ? null : Rule.INPUT_FIELD;
      case JOURNEY -> JOURNEY.matcher(value).matches() ? null : Rule.INPUT_JOURNEY;
    };
  }

  private static boolean isDuration(String value) {
    return IsoDuration.parse(value)
        .map(duration -> duration.roughly().toSeconds() >= 1)
        .orElse(false);
  }

  private static boolean isHttps(String value) {
    URI uri = address(value);
    return uri != null && "https".equalsIgnoreCase(uri.getScheme());
  }

  /**
   * For trying things out on one machine; whether this installation may call it is decided when it
   * connects.
   */
  private static boolean isLocal(String value) {
    URI uri = address(value);
    return uri != null
        && "http".equalsIgnoreCase(uri.getScheme())
        && LOCAL_HOSTS.contains(uri.getHost());
  }

  private static @Nullable URI address(String value) {
    try {
      URI uri = new URI(value);
      return uri.getHost() == null || uri.getUserInfo() != null ? null : uri;
    } catch (URISyntaxException notAnAddress) {
      return null;
    }
  }
}
