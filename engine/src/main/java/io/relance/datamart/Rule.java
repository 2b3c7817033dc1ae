package io.relance.datamart;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What must be so: all of some rules, any of some, or one comparison.
 *
 * @param value what is compared: the name of an aggregate, or a field of the contact as {@code
 *     contact.country}
 * @param to what it is compared with, as in a {@link Filter}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Rule(
    @Nullable List<Rule> all,
    @Nullable List<Rule> any,
    @Nullable String value,
    @Nullable String operator,
    @Nullable Object to) {

  static final int MOST = 30;
  static final int DEEPEST = 4;

  /** How a field of the contact begins. */
  static final String CONTACT = "contact.";

  boolean asksFor(String name) {
    return name.equals(value) || parts().anyMatch(part -> part.asksFor(name));
  }

  Stream<Rule> parts() {
    return Stream.concat(
        all == null ? Stream.of() : all.stream(), any == null ? Stream.of() : any.stream());
  }

  long size() {
    return 1 + parts().mapToLong(Rule::size).sum();
  }
}
