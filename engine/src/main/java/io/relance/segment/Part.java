package io.relance.segment;

import com.fasterxml.jackson.databind.JsonNode;
import io.relance.contact.WellFormed;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object of a rule while it is read: notes what is wrong with its members, and answers a
 * stand-in there, so that one reading finds everything.
 */
final class Part {

  static final int LONGEST_TEXT = 1000;
  static final int MOST_VALUES = 1000;

  private final JsonNode node;
  private final String path;
  private final List<RuleProblem> problems;
  private final Set<String> asked = new HashSet<>();

  Part(JsonNode node, String path, List<RuleProblem> problems) {
    this.node = node;
    this.path = path;
    this.problems = problems;
    asked.add("kind");
  }

  String path() {
    return path;
  }

  JsonNode get(String member) {
    asked.add(member);
    return node.path(member);
  }

  boolean has(String member) {
    JsonNode value = get(member);
    return !value.isMissingNode() && !value.isNull();
  }

  void problem(String member, String code, Object... arguments) {
    problems.add(
        new RuleProblem(member.isEmpty() ? path : path + "." + member, code, List.of(arguments)));
  }

  /** A text that must be there. */
  String text(String member) {
    String text = optionalText(member);
    if (text == null && !has(member)) {
      problem(member, "missing");
    }
    return text == null ? "" : text;
  }

  @Nullable String optionalText(String member) {
    return has(member) ? asText(get(member), member) : null;
  }

  private @Nullable String asText(JsonNode value, String member) {
    if (!value.isTextual() || value.asText().isBlank()) {
      problem(member, "text");
    } else if (value.asText().length() > LONGEST_TEXT || !WellFormed.text(value.asText())) {
      problem(member, "text-long", LONGEST_TEXT);
    } else {
      return value.asText();
    }
    return null;
  }

  /** One of these words; the first one when it is none of them. */
  <T> T word(String member, List<T> choices, Function<T, String> word) {
    String text = text(member);
    Optional<T> found = choices.stream().filter(one -> word.apply(one).equals(text)).findFirst();
    if (found.isEmpty() && !text.isEmpty()) {
      problem(member, "choice", String.join(", ", choices.stream().map(word).toList()));
    }
    return found.orElse(choices.get(0));
  }

  /** A whole number that must be there. */
  int whole(String member, int from, int to) {
    Integer whole = has(member) ? optionalWhole(member, from, to) : null;
    if (!has(member)) {
      problem(member, "missing");
    }
    return whole == null ? from : whole;
  }

  @Nullable Integer optionalWhole(String member, int from, int to) {
    if (!has(member)) {
      return null;
    }
    JsonNode value = get(member);
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.asInt() < from
        || value.asInt() > to) {
      problem(member, "whole", from, to);
      return null;
    }
    return value.asInt();
  }

  /** The values that an operator is given, each read in the same way. */
  List<Object> operands(String member, Operator operator, Reader reader) {
    JsonNode value = get(member);
    switch (operator.takes()) {
      case NOTHING:
        if (has(member)) {
          problem(member, "no-value", operator.word());
        }
        return List.of();
      case DAYS:
        return List.of(whole(member, 0, 36_500));
      case ONE:
        if (!has(member)) {
          problem(member, "missing");
          return List.of();
        }
        return reader.read(this, value, member).map(List::of).orElse(List.of());
      default:
        return several(member, operator, reader);
    }
  }

  private List<Object> several(String member, Operator operator, Reader reader) {
    JsonNode value = get(member);
    boolean two = operator.takes() == Operator.Takes.TWO;
    if (!value.isArray() || value.isEmpty() || (two && value.size() != 2)) {
      problem(member, two ? "two" : "many");
      return List.of();
    }
    if (value.size() > MOST_VALUES) {
      problem(member, "too-many", MOST_VALUES);
      return List.of();
    }
    List<Object> read = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      reader.read(this, value.get(i), member + "[" + i + "]").ifPresent(read::add);
    }
    if (two && read.size() == 2 && after(read.get(0), read.get(1))) {
      problem(member, "order");
    }
    return read;
  }

  private static boolean after(Object from, Object to) {
    return from instanceof BigDecimal number
        ? number.compareTo((BigDecimal) to) > 0
        : from instanceof LocalDate day && day.isAfter((LocalDate) to);
  }

  /** Whatever was not asked for has no business here. */
  void nothingElse() {
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!asked.contains(name)) {
                problems.add(new RuleProblem(path, "member", List.of(shortened(name))));
              }
            });
  }

  private static String shortened(String name) {
    return name.length() <= 60 ? name : name.substring(0, 60) + "…";
  }

  /** Reads one value; notes a problem when it has another kind. */
  interface Reader {
    Optional<Object> read(Part part, JsonNode value, String member);

    /** What reads values of a kind. */
    static Reader of(ValueKind kind) {
      return switch (kind) {
        case NUMBER -> Part::number;
        case BOOLEAN -> Part::truth;
        case DATE -> Part::day;
        default -> (part, value, member) -> Optional.ofNullable(part.asText(value, member));
      };
    }
  }

  private Optional<Object> number(JsonNode value, String member) {
    BigDecimal number = value.isNumber() ? value.decimalValue() : null;
    if (number == null || number.precision() > 40 || Math.abs(number.scale()) > 30) {
      problem(member, "number");
      return Optional.empty();
    }
    return Optional.of(number);
  }

  private Optional<Object> truth(JsonNode value, String member) {
    if (!value.isBoolean()) {
      problem(member, "truth");
      return Optional.empty();
    }
    return Optional.of(value.asBoolean());
  }

  private Optional<Object> day(JsonNode value, String member) {
    try {
      LocalDate day = LocalDate.parse(value.asText());
      if (value.isTextual() && day.getYear() >= 1 && day.getYear() <= 9999) {
        return Optional.of(day);
      }
    } catch (DateTimeParseException e) {
      // said below
    }
    problem(member, "date");
    return Optional.empty();
  }
}
