package io.relance.score;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;

/** Says what is wrong with a table, with row and column, in the reader's language. */
@Component
class TableWords {

  private static final Pattern PLACE =
      Pattern.compile("rows\\[(\\d+)](?:\\.(?:(event|points|days|why)|cells\\[(\\d+)]))?");

  private final MessageSource messages;

  TableWords(MessageSource messages) {
    this.messages = messages;
  }

  /**
   * One thing that is wrong.
   *
   * @param row its number from 1; absent where it concerns no row
   * @param column what stands over the cell; absent where it concerns no cell
   */
  record ScoreProblem(
      String path, @Nullable Integer row, @Nullable String column, String rule, String message) {}

  List<ScoreProblem> all(List<TableProblem> problems, List<String> columns) {
    return problems.stream().map(problem -> one(problem, columns)).toList();
  }

  private ScoreProblem one(TableProblem problem, List<String> columns) {
    String message = say("score.problem." + problem.code(), problem.arguments().toArray());
    Matcher place = PLACE.matcher(problem.path());
    if (!place.matches()) {
      return new ScoreProblem(problem.path(), null, null, problem.code(), message);
    }
    int row = Integer.parseInt(place.group(1)) + 1;
    String column = place.group(2) == null ? null : say("score.column." + place.group(2));
    if (place.group(3) != null) {
      int index = Integer.parseInt(place.group(3));
      column = index < columns.size() ? columns.get(index) : null;
    }
    return new ScoreProblem(problem.path(), row, column, problem.code(), message);
  }

  /** A refusal that names every cell at fault. */
  TableRejected invalid(List<TableProblem> problems, List<String> columns) {
    List<ScoreProblem> worded = all(problems, columns);
    List<String> places = new ArrayList<>();
    for (ScoreProblem one : worded) {
      places.add(
          one.row() == null
              ? one.message()
              : say(
                  "score.problem.place",
                  one.row(),
                  one.column() == null ? "–" : one.column(),
                  one.message()));
    }
    return new TableRejected(
        "score-table-invalid",
        say("score.invalid", problems.size())
            + " "
            + String.join(" ", places.stream().limit(5).toList()),
        Map.of("problems", worded));
  }

  String say(String key, Object... arguments) {
    return messages.getMessage(key, arguments, LocaleContextHolder.getLocale());
  }
}
