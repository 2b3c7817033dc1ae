package io.relance.access;

import io.relance.core.Rejected;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** Words for the settings pages, in the reader's language. */
@Component
class Said {

  private final MessageSource messages;

  Said(MessageSource messages) {
    this.messages = messages;
  }

  String of(String key, Locale locale, Object... arguments) {
    return messages.getMessage("access." + key, arguments, locale);
  }

  /** What is wrong, by field, to stand beside the field. */
  Map<String, String> wrong(Rejected no, Locale locale) {
    return no.details().stream()
        .collect(
            Collectors.toMap(
                Rejected.Detail::field,
                detail ->
                    messages.getMessage(
                        "access.wrong." + no.type() + "." + detail.field(),
                        null,
                        detail.message(),
                        locale),
                (one, other) -> one));
  }

  /** What is wrong with the request as a whole. */
  String problem(Rejected no, Locale locale) {
    return String.valueOf(
        messages.getMessage("access.problem." + no.type(), null, no.text(), locale));
  }
}
