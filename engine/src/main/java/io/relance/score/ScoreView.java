package io.relance.score;

import com.fasterxml.jackson.databind.node.IntNode;
import io.relance.score.Drafts.Draft;
import io.relance.score.Drafts.Version;
import io.relance.score.TableBody.ColumnBody;
import io.relance.score.TableBody.ExampleBody;
import io.relance.score.TableBody.IdleBody;
import io.relance.score.TableBody.RowBody;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table and its versions as callers see them. */
final class ScoreView {

  private ScoreView() {}

  /**
   * What is being worked on.
   *
   * @param version the one in force; absent when none is
   * @param warnings rows that will hardly do what was meant
   */
  record ScoreTableView(
      TableBody table,
      @Nullable Integer version,
      @Nullable Instant savedAt,
      @Nullable String savedBy,
      List<TableWords.ScoreProblem> warnings) {}

  /** What was put in force. */
  record ScoreVersionView(int version, TableBody table, Instant publishedAt, String publishedBy) {}

  static ScoreTableView of(Draft draft, TableWords words) {
    return new ScoreTableView(
        body(draft.table(), draft.idle(), draft.examples(), draft.revision()),
        draft.version(),
        draft.savedAt(),
        draft.savedBy(),
        words.all(Oddities.of(draft.table()), headers(draft.table())));
  }

  static ScoreVersionView of(Version version) {
    return new ScoreVersionView(
        version.version(),
        body(version.table(), version.idle(), version.examples(), null),
        version.publishedAt(),
        version.publishedBy());
  }

  static List<String> headers(ScoreTable table) {
    return table.columns().stream().map(Column::path).toList();
  }

  private static TableBody body(
      ScoreTable table, @Nullable Idle idle, List<Example> examples, @Nullable Integer revision) {
    return new TableBody(
        table.hit().word(),
        table.columns().stream()
            .map(one -> new ColumnBody(one.of().word(), one.name(), one.kind().word()))
            .toList(),
        table.rows().stream().map(ScoreView::row).toList(),
        idle == null
            ? null
            : new IdleBody(number(idle.days()), number(idle.points()), number(idle.floor())),
        examples.stream()
            .map(
                one ->
                    new ExampleBody(
                        one.name(),
                        one.event(),
                        one.properties(),
                        one.contact(),
                        number(one.points())))
            .toList(),
        revision);
  }

  private static RowBody row(Row row) {
    return new RowBody(
        row.id(),
        row.event(),
        List.copyOf(row.cells()),
        number(row.points()),
        row.days() == null ? null : number(row.days()),
        row.why());
  }

  private static IntNode number(int number) {
    return IntNode.valueOf(number);
  }
}
