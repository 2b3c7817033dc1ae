package io.relance.contact;

import io.relance.core.Rejected;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What somebody says about a contact: a value that is given replaces, one that is absent stays,
 * null clears.
 *
 * @param profile {@code email}, {@code phone}, {@code locale} and {@code timeZone}, as far as given
 */
public record ContactInput(
    Map<String, @Nullable String> profile, Map<String, @Nullable Object> attributes) {

  /** The fields that every contact has, beside its attributes. */
  static final Set<String> PROFILE = Set.of("email", "phone", "locale", "timeZone");

  /** Says nothing yet. */
  public static final ContactInput NOTHING = new ContactInput(Map.of(), Map.of());

  public ContactInput {
    profile = Collections.unmodifiableMap(new LinkedHashMap<>(profile));
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /** The same, with a profile field. */
  public ContactInput with(String field, @Nullable String value) {
    Map<String, @Nullable String> more = new LinkedHashMap<>(profile);
    more.put(field, value);
    return new ContactInput(more, attributes);
  }

  /** The same, with an attribute. */
  public ContactInput attribute(String name, @Nullable Object value) {
    Map<String, @Nullable Object> more = new LinkedHashMap<>(attributes);
    more.put(name, value);
    return new ContactInput(profile, more);
  }

  /** Reads the body of an HTTP request; a name that has no meaning is refused. */
  static ContactInput of(Map<String, @Nullable Object> body) {
    Rejected refusal = new Rejected(422, "contact-invalid", "The contact was not stored.");
    ContactInput input = NOTHING;
    for (var entry : body.entrySet()) {
      Object value = entry.getValue();
      if (PROFILE.contains(entry.getKey()) && (value == null || value instanceof String)) {
        input = input.with(entry.getKey(), (String) value);
      } else if (PROFILE.contains(entry.getKey())) {
        refusal = refusal.with(entry.getKey(), "must be a text or null");
      } else if (entry.getKey().equals("attributes") && value instanceof Map<?, ?> given) {
        for (var attribute : given.entrySet()) {
          input = input.attribute(String.valueOf(attribute.getKey()), attribute.getValue());
        }
      } else if (entry.getKey().equals("attributes")) {
        refusal = refusal.with("attributes", "must be an object of names and values");
      } else if (!entry.getKey().equals("externalId")) {
        refusal =
            refusal.with(
                entry.getKey(), "is not a field of a contact; other facts belong under attributes");
      }
    }
    if (!refusal.details().isEmpty()) {
      throw refusal;
    }
    return input;
  }
}
