package io.relance.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads small JSON objects (properties of an event, the proof of a consent) for people. */
final class Facts {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<LinkedHashMap<String, Object>> OBJECT =
      new TypeReference<>() {};

  private Facts() {}

  /** The object's members; none when the text is no object. */
  static Map<String, Object> of(@Nullable String json) {
    if (json == null || !json.startsWith("{")) {
      return Map.of();
    }
    try {
      return JSON.readValue(json, OBJECT);
    } catch (JsonProcessingException e) {
      return Map.of();
    }
  }
}
