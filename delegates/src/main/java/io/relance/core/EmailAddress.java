package io.relance.core;

import com.sanctionco.jmail.JMail;
import java.util.Locale;
import java.util.Optional;

/**
 * An e-mail address that may stand in one RCPT command: no comments, routes, IP literals or control
 * characters.
 */
public record EmailAddress(String value) {

  private static final com.sanctionco.jmail.EmailValidator STRICT =
      JMail.strictValidator().disallowQuotedIdentifiers().disallowObsoleteWhitespace();

  public EmailAddress {
    if (!acceptable(value)) {
      throw new IllegalArgumentException("not an e-mail address that can be written to");
    }
  }

  public static Optional<EmailAddress> of(String text) {
    String trimmed = text.strip();
    return acceptable(trimmed) ? Optional.of(new EmailAddress(trimmed)) : Optional.empty();
  }

  private static boolean acceptable(String text) {
    return text.length() <= 254 && !text.startsWith("-") && isPlain(text) && STRICT.isValid(text);
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ("\"()<>[]\\,;: ".indexOf(c) >= 0
          || Character.isISOControl(c)
          || c == '\u760A'
          || c == '\u760D'
          || c == '\u2028') {
        return false;
      }
    }
    return true;
  }

  /** The form under which suppression and duplicates compare addresses. */
  public String comparable() {
    return value.toLowerCase(Locale.ROOT);
  }
}
