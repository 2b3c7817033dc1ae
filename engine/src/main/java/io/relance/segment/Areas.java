package io.relance.segment;

import io.relance.contact.ContactFields;
import io.relance.core.Rejected;
import java.util.List;
import org.springframework.stereotype.Component;

/** Where the members of a segment live, by the first signs of a field such as a postcode. */
@Component
class Areas {

  static final int LONGEST = 8;

  private final Audience audience;
  private final Rules rules;
  private final ContactFields fields;

  Areas(Audience audience, Rules rules, ContactFields fields) {
    this.audience = audience;
    this.rules = rules;
    this.fields = fields;
  }

  /** The fields that say where somebody lives, perhaps: all declared texts. */
  List<String> fields() {
    return fields.all().stream()
        .filter(field -> ValueKind.ofField(field.type().word()) == ValueKind.TEXT)
        .map(field -> Known.ATTRIBUTES + field.name())
        .toList();
  }

  /** The largest areas first. */
  List<Audience.Area> of(Segment segment, String field, int length) {
    if (!fields().contains(field)) {
      throw refused("field", "must be a declared field of texts, such as attributes.postcode");
    }
    if (length < 1 || length > LONGEST) {
      throw refused("length", "must be 1 to " + LONGEST);
    }
    return audience.areas(rules.of(segment), field, length);
  }

  private static Rejected refused(String field, String problem) {
    return new Rejected(422, "areas-invalid", "Nothing was counted: " + field + " " + problem + ".")
        .with(field, problem);
  }
}
