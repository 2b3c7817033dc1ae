package io.relance.contact;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A field that somebody declared: what its values are and what people call it.
 *
 * @param labels by language ({@code en}, {@code fr}); the name where there is none
 * @param position where it stands among the others
 * @param choices the values of a choice or of choices; empty for other types
 * @param otherAllowed whether a text {@code other: …} may stand beside the choices
 */
public record ContactField(
    String name,
    FieldType type,
    Map<String, String> labels,
    String description,
    int position,
    List<Choice> choices,
    boolean otherAllowed) {

  /** How a value begins that is none of the choices. */
  static final String OTHER = "other: ";

  private static final int LONGEST_OTHER = 200;
  private static final Pattern OTHER_CELL =
      Pattern.compile("(?:other|autre)\\s*:\\s*(\\S.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  public ContactField {
    labels = Map.copyOf(labels);
    choices = List.copyOf(choices);
  }

  /** A field of which only the type is known. */
  static ContactField plain(String name, FieldType type) {
    return new ContactField(name, type, Map.of(), "", 0, List.of(), false);
  }

  /** What people of this language call it. */
  public String label(String language) {
    return inLanguage(labels, language, name);
  }

  static String inLanguage(Map<String, String> labels, String language, String otherwise) {
    return Optional.ofNullable(labels.get(language))
        .or(() -> labels.values().stream().findFirst())
        .filter(label -> !label.isBlank())
        .orElse(otherwise);
  }

  /** What is wrong with a value for this field, or null. */
  @Nullable String problem(Object value) {
    if (!type.accepts(value)) {
      return type.demand();
    }
    return switch (type) {
      case CHOICE -> choiceProblem((String) value);
      case CHOICES -> choicesProblem((List<?>) value);
      default -> null;
    };
  }

  private @Nullable String choicesProblem(List<?> values) {
    for (Object one : values) {
      String problem = one instanceof String text ? choiceProblem(text) : FieldType.CHOICE.demand();
      if (problem != null) {
        return problem;
      }
    }
    return values.stream().distinct().count() == values.size() ? null : "names a choice twice";
  }

  private @Nullable String choiceProblem(String value) {
    if (isChoice(value) || (otherAllowed && isOther(value))) {
      return null;
    }
    return "must be one of "
        + choices.stream().map(Choice::value).collect(Collectors.joining(", "))
        + (otherAllowed ? ", or 'other: ' and a text of up to 200 characters" : "")
        + "; it is '"
        + (value.length() > 60 ? value.substring(0, 60) + "…" : value)
        + "'";
  }

  private boolean isChoice(String value) {
    return choices.stream().anyMatch(choice -> choice.value().equals(value));
  }

  private static boolean isOther(String value) {
    return value.startsWith(OTHER)
        && !value.substring(OTHER.length()).isBlank()
        && value.length() <= OTHER.length() + LONGEST_OTHER;
  }

  /** The form in which a good value is stored: choices stand in the order of their declaration. */
  Object canonical(Object value) {
    if (type != FieldType.CHOICES) {
      return value;
    }
    List<String> order = choices.stream().map(Choice::value).toList();
    List<Object> sorted = new ArrayList<>((List<?>) value);
    sorted.sort(
        Comparator.comparingInt(
            one -> order.contains(one) ? order.indexOf(one) : Integer.MAX_VALUE));
    return sorted;
  }

  /** What a text says of this field, such as a cell of a file or what somebody typed. */
  Reading read(String text, CellFormat format) {
    return switch (type) {
      case CHOICE -> readChoice(text);
      case CHOICES -> readChoices(text);
      case BOOLEAN -> isUnknown(text) ? Reading.CLEARED : ofType(text, format);
      default -> ofType(text, format);
    };
  }

  private Reading ofType(String text, CellFormat format) {
    return type.read(text, format)
        .map(Reading::of)
        .orElseGet(() -> Reading.refused(type.code(format), type.demand(format)));
  }

  private static boolean isUnknown(String text) {
    return List.of("unknown", "inconnu", "?").contains(text.strip().toLowerCase(Locale.ROOT));
  }

  private Reading readChoice(String text) {
    String value = meant(text);
    String problem = choiceProblem(value);
    return problem == null ? Reading.of(value) : noChoice(problem, value);
  }

  private Reading noChoice(String problem, String value) {
    return Reading.refused(
        otherAllowed ? "choice-or-other" : "choice",
        problem,
        choices.stream().map(Choice::value).collect(Collectors.joining(", ")),
        value.length() > 60 ? value.substring(0, 60) + "…" : value);
  }

  private Reading readChoices(String text) {
    List<String> values = new ArrayList<>();
    for (String one : text.split("\\|")) {
      if (!one.isBlank()) {
        values.add(meant(one));
      }
    }
    for (String value : values) {
      String problem = choiceProblem(value);
      if (problem != null) {
        return noChoice(problem, value);
      }
    }
    String problem = choicesProblem(values);
    return problem == null ? Reading.of(values) : Reading.refused("choice-twice", problem);
  }

  /** The value that a text names; the text itself where it names none. */
  private String meant(String text) {
    Matcher other = OTHER_CELL.matcher(text.strip());
    return choices.stream()
        .filter(choice -> choice.isMeantBy(text))
        .map(Choice::value)
        .findFirst()
        .orElseGet(() -> other.matches() ? OTHER + other.group(1).strip() : text.strip());
  }

  /** How a value of this field reads in a language; an absent one is unknown and has no text. */
  String shown(Object value, String language) {
    if (value instanceof List<?> list) {
      return list.stream()
          .map(one -> type == FieldType.CHOICES ? labelOf(String.valueOf(one), language) : one)
          .map(String::valueOf)
          .collect(Collectors.joining(", "));
    }
    return type == FieldType.CHOICE
        ? labelOf(String.valueOf(value), language)
        : String.valueOf(value);
  }

  private String labelOf(String value, String language) {
    return choices.stream()
        .filter(choice -> choice.value().equals(value))
        .map(choice -> choice.label(language))
        .findFirst()
        .orElse(value);
  }

  /** Whether its values come out of a list. */
  @JsonIgnore
  public boolean hasChoices() {
    return type == FieldType.CHOICE || type == FieldType.CHOICES;
  }

  /**
   * What a text says: a value, nothing (the value is cleared), or what is wrong with it.
   *
   * @param problem what is wrong, for people
   * @param code the same as a stable word
   * @param args what the words name
   */
  record Reading(@Nullable Object value, @Nullable String problem, String code, List<String> args) {

    static final Reading CLEARED = new Reading(null, null, "", List.of());

    static Reading of(Object value) {
      return new Reading(value, null, "", List.of());
    }

    static Reading refused(String code, String problem, String... args) {
      return new Reading(null, problem, code, List.of(args));
    }
  }
}
