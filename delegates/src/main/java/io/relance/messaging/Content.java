package io.relance.messaging;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** What a message says, ready to be handed to a messenger. */
public sealed interface Content {

  /** An e-mail: both bodies always, further headers by name. */
  record Email(String subject, String html, String text, Map<String, String> headers)
      implements Content {}

  /** A text, as it is shown on a phone or spoken in a call. */
  record Text(String text) implements Content {}

  /** A call to another system; the body is JSON. */
  record Call(URI url, String body, Duration timeout) implements Content {}
}
