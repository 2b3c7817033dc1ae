package io.relance.contact;

import io.relance.contact.CsvRecords.CsvRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Takes the rows of a person out of files that are not imported to their end: they would bring back
 * who was erased.
 */
@Component
class ImportTraces {

  private static final int PART = ImportSurvey.PART;

  private final ImportProgress progress;

  ImportTraces(ImportProgress progress) {
    this.progress = progress;
  }

  /** Where a row stands in a file. */
  private record Trace(long offset, int length) {}

  /** In the running transaction; waits for the batch of the import that is running now. */
  void forget(Collection<String> names) {
    Set<String> sought = Set.copyOf(names);
    for (UUID id : progress.open()) {
      progress.piece(id, PART).ifPresent(piece -> forget(piece, sought));
    }
  }

  private void forget(ImportProgress.Piece first, Set<String> names) {
    List<Trace> traces = new ArrayList<>();
    // What a dry run has seen is read again.
    long from = first.rehearsal() ? 0 : first.doneBytes();
    byte[] part = first.rehearsal() ? progress.part(first.id(), 0, PART) : first.part();
    while (part.length > 0) {
      boolean last = from + part.length >= first.totalBytes();
      CsvRecords records =
          new CsvRecords(part, last, first.plan().delimiter(), first.plan().quotes(), 1);
      int start = 0;
      for (CsvRecord record = records.next(); record != null; record = records.next()) {
        if (isOf(record, first.plan(), names)) {
          traces.add(new Trace(from + start, records.position() - start));
        }
        start = records.position();
      }
      if (records.position() == 0) {
        break;
      }
      from += records.position();
      part = last ? new byte[0] : progress.part(first.id(), from, PART);
    }
    traces.forEach(trace -> progress.blank(first.id(), trace.offset(), trace.length()));
  }

  private static boolean isOf(CsvRecord record, ImportPlan plan, Set<String> names) {
    return names.stream().anyMatch(record.text()::contains)
        && CsvCells.of(record.text(), plan.delimiter(), plan.quotes())
            .filter(cells -> plan.idColumn() < cells.size())
            .filter(cells -> ids(cells, plan.idColumn()).anyMatch(names::contains))
            .isPresent();
  }

  /** While nobody said which column holds the external id, it may be any. */
  private static Stream<String> ids(List<String> cells, int column) {
    return (column < 0 ? cells.stream() : Stream.of(cells.get(column)))
        .map(cell -> SafeCell.undone(cell.strip()));
  }
}
