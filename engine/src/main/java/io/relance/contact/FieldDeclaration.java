package io.relance.contact;

import io.relance.core.Rejected;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What somebody declares of a field, as it came in; {@link #checked} finds what is wrong. */
record FieldDeclaration(
    @Nullable String name,
    @Nullable String type,
    @Nullable Map<String, String> labels,
    @Nullable String description,
    @Nullable Integer position,
    @Nullable List<GivenChoice> choices,
    @Nullable Boolean otherAllowed) {

  private static final int LONGEST_LABEL = 100;
  private static final int LONGEST_DESCRIPTION = 500;
  private static final int LONGEST_VALUE = 100;
  private static final int MOST_CHOICES = 200;
  private static final int LAST_POSITION = 100_000;
  private static final Set<String> LANGUAGES = Set.of("en", "fr");

  /** A choice as it came in. */
  record GivenChoice(@Nullable String value, @Nullable Map<String, String> labels) {}

  /** The same for a field whose name is known from elsewhere. */
  FieldDeclaration named(String known) {
    if (name != null && !name.equals(known)) {
      throw refusal().with("name", "must be '" + known + "' or left out; a field keeps its name");
    }
    return new FieldDeclaration(known, type, labels, description, position, choices, otherAllowed);
  }

  /** The declaration, or a refusal that names all that is wrong with it. */
  ContactField checked() {
    List<Rejected.Detail> problems = new ArrayList<>();
    String called = name == null ? "" : name;
    if (!ContactFields.isName(called)) {
      add(problems, "name", "must be a letter or _, then letters, digits and _, at most 63");
    } else if (ContactFields.isReserved(called)) {
      add(problems, "name", "is a field that every contact has already");
    }
    Optional<FieldType> kind = FieldType.known(type == null ? "" : type);
    if (kind.isEmpty()) {
      add(
          problems,
          "type",
          "must be one of text, number, boolean, date, choice, choices, list, object");
    }
    Map<String, String> words = labels(labels, "labels", problems);
    String told = description == null ? "" : description.strip();
    text(told, LONGEST_DESCRIPTION, "description", problems);
    int place = position == null ? 0 : position;
    if (place < 0 || place > LAST_POSITION) {
      add(problems, "position", "must be a whole number from 0 to 100000");
    }
    boolean other = Boolean.TRUE.equals(otherAllowed);
    List<Choice> list = choices(kind, other, problems);
    if (!problems.isEmpty()) {
      Rejected refusal = refusal();
      for (Rejected.Detail problem : problems) {
        refusal = refusal.with(problem.field(), problem.message());
      }
      throw refusal;
    }
    return new ContactField(called, kind.orElseThrow(), words, told, place, list, other);
  }

  private List<Choice> choices(
      Optional<FieldType> kind, boolean other, List<Rejected.Detail> problems) {
    List<GivenChoice> given = choices == null ? List.of() : choices;
    boolean wanted =
        kind.filter(type -> type == FieldType.CHOICE || type == FieldType.CHOICES).isPresent();
    if (!wanted && (!given.isEmpty() || other)) {
      add(
          problems,
          given.isEmpty() ? "otherAllowed" : "choices",
          "belongs to fields of the types choice and choices only");
    } else if (wanted && given.isEmpty()) {
      add(problems, "choices", "must name at least one choice");
    } else if (given.size() > MOST_CHOICES) {
      add(problems, "choices", "may name up to 200 choices");
    }
    List<Choice> list = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (int i = 0; i < Math.min(given.size(), MOST_CHOICES); i++) {
      list.add(choice(given.get(i), "choices[" + i + "]", taken, problems));
    }
    return list;
  }

  private static Choice choice(
      GivenChoice given, String place, Set<String> taken, List<Rejected.Detail> problems) {
    String value = given.value() == null ? "" : given.value().strip();
    text(value, LONGEST_VALUE, place + ".value", problems);
    if (value.isEmpty() || value.indexOf('|') >= 0) {
      add(problems, place + ".value", "must be a text without |");
    } else if (value.toLowerCase(Locale.ROOT).matches("(other|autre)\\s*:.*")) {
      add(problems, place + ".value", "may not begin with 'other:'");
    }
    Choice choice = new Choice(value, labels(given.labels(), place + ".labels", problems));
    List<String> names = new ArrayList<>(choice.labels().values());
    names.add(value);
    for (String name : new HashSet<>(names.stream().map(FieldDeclaration::folded).toList())) {
      // A cell of a file may hold the value or a label: it must mean one choice.
      if (!taken.add(name)) {
        add(problems, place, "has a value or label that another choice has too: '" + name + "'");
      }
    }
    return choice;
  }

  private static String folded(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }

  private static Map<String, String> labels(
      @Nullable Map<String, String> given, String place, List<Rejected.Detail> problems) {
    Map<String, String> labels = new java.util.TreeMap<>();
    if (given != null) {
      given.forEach(
          (language, label) -> {
            if (!LANGUAGES.contains(language)) {
              add(problems, place + "." + language, "is no language of ours; en and fr are");
            } else if (label != null && !label.isBlank()) {
              text(label.strip(), LONGEST_LABEL, place + "." + language, problems);
              labels.put(language, label.strip());
            }
          });
    }
    return labels;
  }

  private static void text(String text, int longest, String place, List<Rejected.Detail> problems) {
    if (text.length() > longest) {
      add(problems, place, "may have up to " + longest + " characters");
    }
    if (!WellFormed.text(text)) {
      add(problems, place, "holds a NUL or broken character");
    }
  }

  private static void add(List<Rejected.Detail> problems, String place, String message) {
    problems.add(new Rejected.Detail(place, message));
  }

  private static Rejected refusal() {
    return new Rejected(422, "field-invalid", "The field was not stored; mend what is named.");
  }
}
