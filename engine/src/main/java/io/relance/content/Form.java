package io.relance.content;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Where rendered text is put, and so how the values in it must be escaped. */
public enum Form {
  /** A text of several lines, such as an SMS. */
  TEXT {
    @Override
    String fill(String rendered) {
      return Slots.fill(rendered, Form::harmless);
    }
  },
  /** One line, such as a subject. */
  LINE {
    @Override
    String fill(String rendered) {
      return Slots.fill(rendered, Form::harmless).replaceAll("\\s+", " ").strip();
    }
  },
  /** An address; values are percent-encoded, so that they stay within their part of it. */
  URL {
    @Override
    String fill(String rendered) {
      return Slots.fill(rendered, Form::percentEncoded).strip();
    }
  },
  /** JSON; a value is a literal of its own, or escaped inside a string. */
  JSON {
    @Override
    String fill(String rendered) {
      return Slots.fillJson(rendered);
    }
  },
  /** Markdown; values stay in their slots until it was read. */
  MARKDOWN {
    @Override
    String fill(String rendered) {
      return rendered;
    }
  };

  abstract String fill(String rendered);

  static String percentEncoded(String value) {
    return URLEncoder.encode(harmless(value), StandardCharsets.UTF_8).replace("+", "%20");
  }

  /**
   * Without what breaks lines or hides text; U+760A and U+760D lose their high byte in some mail
   * programs.
   */
  static String harmless(String value) {
    return value.replaceAll("[\\p{Cntrl}\u2028\u2029\u760A\u760D\u202A-\u202E\u2066-\u2069]+", " ");
  }
}
