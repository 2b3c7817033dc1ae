package io.relance.content;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.relance.messaging.Content;
import io.relance.messaging.Content.Call;
import io.relance.messaging.Content.Text;
import io.relance.messaging.Contents;
import io.relance.messaging.Message;
import io.relance.messaging.StepInputs;
import io.relance.messaging.Tracking;
import io.relance.runtime.Facts;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Writes what a step's message says, from the step's inputs and the facts of the walk. */
@Component
class StepContents implements Contents {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final StepInputs steps;
  private final Facts facts;
  private final Liquid liquid;
  private final Emails emails;

  StepContents(StepInputs steps, Facts facts, Liquid liquid, Emails emails) {
    this.steps = steps;
    this.facts = facts;
    this.liquid = liquid;
    this.emails = emails;
  }

  @Override
  public Draft draft(Message message, Tracking tracking) {
    Map<String, String> inputs = steps.of(message.journey(), message.version(), message.step());
    Map<String, Object> known = inputs.isEmpty() ? Map.of() : known(message, inputs);
    return () -> write(message, tracking, inputs, known);
  }

  private Content write(
      Message message, Tracking tracking, Map<String, String> inputs, Map<String, Object> known)
      throws Unwritable {
    if (inputs.isEmpty()) {
      throw new Unwritable(
          "version %d of journey %s has no step %s with inputs"
              .formatted(message.version(), message.journey(), message.step()));
    }
    String step = message.journey() + "/" + message.version() + "/" + message.step();
    try {
      return liquid.together(
          step,
          () ->
              switch (message.channel()) {
                case EMAIL, NOTIFICATION ->
                    emails.write(message, tracking, inputs, known, language(known));
                case WEBHOOK -> call(message, inputs, known);
                default -> text(inputs, known);
              });
    } catch (Unrenderable e) {
      throw new Unwritable("step " + message.step() + ": " + e.getMessage());
    }
  }

  private Map<String, Object> known(Message message, Map<String, String> inputs) {
    Set<String> roots = new HashSet<>(Set.of("contact"));
    inputs.values().forEach(input -> roots.addAll(liquid.roots(input)));
    if (!inputs.containsKey("body")) {
      roots.add("data");
    }
    roots.remove("links");
    Map<String, Object> known = new HashMap<>(facts.of(message.processInstanceId(), roots));
    known.put("links", emails.links(message));
    return known;
  }

  private static Locale language(Map<String, Object> known) {
    String tag =
        known.get("contact") instanceof Map<?, ?> contact
            ? String.valueOf(contact.get("locale"))
            : "";
    return tag.toLowerCase(Locale.ROOT).startsWith("fr") ? Locale.FRENCH : Locale.ENGLISH;
  }

  private Text text(Map<String, String> inputs, Map<String, Object> known) {
    String text = liquid.render(inputs.getOrDefault("text", ""), known).strip();
    if (text.isEmpty()) {
      throw new Unrenderable("the text is empty");
    }
    return new Text(text);
  }

  private Call call(Message message, Map<String, String> inputs, Map<String, Object> known) {
    String template = inputs.getOrDefault("url", "").strip();
    if (!WebAddress.isFixed(template)) {
      throw new Unrenderable("the host of the url must be written out: " + template);
    }
    String body = inputs.getOrDefault("body", "");
    return new Call(
        uri(liquid.render(template, known, Form.URL)),
        body.isBlank() ? defaultBody(message, known) : valid(liquid.render(body, known, Form.JSON)),
        timeout(inputs.get("timeout")));
  }

  private static URI uri(String url) {
    try {
      return new URI(url);
    } catch (URISyntaxException e) {
      throw new Unrenderable("the url is no address: " + e.getMessage());
    }
  }

  private static String valid(String body) {
    try {
      if (JSON.readTree(body).isMissingNode()) {
        throw new Unrenderable("the body is empty");
      }
      return body;
    } catch (JsonProcessingException e) {
      throw new Unrenderable("the body is no JSON: " + e.getOriginalMessage());
    }
  }

  private static String defaultBody(Message message, Map<String, Object> known) {
    Map<String, Object> plain = Plain.copy(known);
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("journey", message.journey());
    body.put("step", message.step());
    body.put(
        "contact",
        plain.get("contact") instanceof Map<?, ?> contact ? contact.get("externalId") : null);
    body.put("data", plain.getOrDefault("data", Map.of()));
    try {
      return JSON.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new Unrenderable("the data cannot be written as JSON: " + e.getOriginalMessage());
    }
  }

  private static Duration timeout(@Nullable String input) {
    try {
      return input == null || input.isBlank()
          ? Duration.ofSeconds(10)
          : Duration.parse(input.strip());
    } catch (DateTimeParseException e) {
      throw new Unrenderable("the timeout is no duration: " + input);
    }
  }
}
