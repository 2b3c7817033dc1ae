package io.relance.platform;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/** The texts that an answer holds, as JSON writes them, quotes and all. */
final class AnswerWords {

  private AnswerWords() {}

  static Set<String> of(byte[] body, Collection<String> headers) {
    Set<String> words = new LinkedHashSet<>();
    int from = -1;
    for (int i = 0; i < body.length; i++) {
      if (body[i] == '\\' && from >= 0) {
        i++;
      } else if (body[i] == '"') {
        if (from >= 0) {
          words.add(new String(body, from, i + 1 - from, StandardCharsets.UTF_8));
          from = -1;
        } else {
          from = i;
        }
      }
    }
    headers.forEach(header -> words.add('"' + header.substring(header.lastIndexOf('/') + 1) + '"'));
    // A body that is no text names nobody, and PostgreSQL takes no NUL.
    words.removeIf(word -> word.indexOf(0) >= 0);
    return words;
  }
}
