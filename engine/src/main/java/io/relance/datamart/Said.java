package io.relance.datamart;

import io.relance.core.Rejected;
import java.util.Locale;
import java.util.stream.Collectors;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** Words for the pages of tables, in the reader's language. */
@Component("datamartSaid")
class Said {

  private final MessageSource messages;

  Said(MessageSource messages) {
    this.messages = messages;
  }

  String of(String key, Locale locale, Object... arguments) {
    return messages.getMessage("mart." + key, arguments, locale);
  }

  /** What is wrong: the sentence for this kind of refusal, and the fields. */
  String problem(Rejected no, Locale locale) {
    String sentence =
        String.valueOf(messages.getMessage("mart.problem." + no.type(), null, no.text(), locale));
    return no.details().isEmpty()
        ? sentence
        : sentence
            + " "
            + no.details().stream()
                .map(detail -> detail.field() + ": " + detail.message())
                .collect(Collectors.joining("; "));
  }
}
