package io.relance.report;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Messages and their fate for other systems. */
@RestController
class MessageApi {

  private final MessageList messages;

  MessageApi(MessageList messages) {
    this.messages = messages;
  }

  @GetMapping("/api/messages")
  Page<MessageFate> messages(
      @RequestParam(required = false) @Nullable String contact,
      @RequestParam(required = false) @Nullable String journey,
      @RequestParam(required = false) @Nullable String state,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "100") int limit) {
    var wanted = new MessageList.Wanted(blank(contact), blank(journey), blank(state));
    return messages.find(wanted, cursor, Math.min(Math.max(limit, 1), 500));
  }

  private static @Nullable String blank(@Nullable String text) {
    return text == null || text.isBlank() ? null : text;
  }
}
