package io.relance.datamart;

import com.fasterxml.jackson.databind.JsonNode;
import io.relance.event.StoredEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a value stands in an event: a path into its properties, such as {@code customer.city}; into
 * each object of a list, such as {@code lines[].sku}; or what every event has, such as the time at
 * which it happened.
 */
record FeedPath(String text) {

  static final String LIST = "[]";
  private static final int LONGEST = 200;
  private static final Pattern FORM =
      Pattern.compile("[^.\\[\\]@\\s][^.\\[\\]]{0,99}(\\.[^.\\[\\]]{1,100}){0,5}");
  private static final List<String> OWN = List.of("@id", "@key", "@occurredAt", "@place");

  /** What is wrong with a text that shall be a path, or null. */
  static @Nullable String problem(String text) {
    if (OWN.contains(text)) {
      return null;
    }
    List<String> halves = halves(text);
    boolean formed =
        text.length() <= LONGEST
            && ColumnType.TEXT.read(text).isPresent()
            && halves.size() <= 2
            && halves.stream().allMatch(half -> FORM.matcher(half).matches());
    return formed
        ? null
        : "must be a path such as total, customer.city or lines[].sku, or one of "
            + String.join(", ", OWN);
  }

  private static List<String> halves(String text) {
    int at = text.indexOf(LIST + ".");
    return at < 0
        ? List.of(text)
        : List.of(text.substring(0, at), text.substring(at + LIST.length() + 1));
  }

  /** The path of the list into whose objects it leads. */
  Optional<String> list() {
    List<String> halves = halves(text);
    return halves.size() == 2 ? Optional.of(halves.get(0)) : Optional.empty();
  }

  /** Whether it says which one of a list an object is. */
  boolean isPlace() {
    return text.equals("@place");
  }

  /** One object of an event: the event itself, or one of a list in it. */
  record Source(StoredEvent event, JsonNode properties, JsonNode object, int place) {}

  /** The value; nothing where the event does not say. */
  @Nullable Object read(Source source) {
    return switch (text) {
      case "@id" -> source.event().reference();
      case "@key" -> source.event().key();
      case "@occurredAt" -> source.event().occurredAt().toString();
      case "@place" -> source.place();
      default -> {
        List<String> halves = halves(text);
        yield halves.size() == 2
            ? plain(at(source.object(), halves.get(1)))
            : plain(at(source.properties(), text));
      }
    };
  }

  /** The objects that an event has in its list, as far as they are objects. */
  static List<JsonNode> objects(JsonNode properties, String list) {
    List<JsonNode> objects = new ArrayList<>();
    at(properties, list).forEach(objects::add);
    return objects;
  }

  static JsonNode at(JsonNode node, String path) {
    JsonNode at = node;
    for (String name : path.split("\\.", -1)) {
      at = at.path(name);
    }
    return at;
  }

  /** A list or an object is of no column's type, and refused as such. */
  private static @Nullable Object plain(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (node.isNumber()) {
      return node.decimalValue();
    }
    if (node.isTextual()) {
      return node.asText();
    }
    return node.isBoolean() ? node.asBoolean() : node;
  }
}
