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

  /** Why a row is not stored. */
  String refused(String rule, String about, Locale locale) {
    return of("refused." + rule, locale, about);
  }

  /** What is wrong: the sentence for this kind of refusal, and the fields. */
  String problem(Rejected no, Locale locale) {
    String sentence =
        String.valueOf(messages.getMessage("mart.problem." + no.type(), null, no.text(), locale));
    if (no instanceof FileRejected file) {
      return sentence + " " + of("file." + file.code(), locale, file.arguments());
    }
    return no.details().isEmpty()
        ? sentence
        : sentence
            + " "
            + no.details().stream()
                .map(detail -> detail.field() + ": " + detail.message())
                .collect(Collectors.joining("; "));
  }
}
