package io.relance.contact;

import io.relance.contact.ContactRows.Change;
import io.relance.contact.ContactRows.Outcome;
import io.relance.contact.CsvRecords.CsvRecord;
import io.relance.contact.ImportProgress.Piece;
import io.relance.core.ContactId;
import io.relance.runtime.Pump;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.NonTransientDataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Imports files, a few hundred rows per transaction; a node that is killed loses nothing but its
 * last batch, which the next one does again.
 */
@Component
public class ImportRunner implements Pump {

  private static final Logger log = LoggerFactory.getLogger(ImportRunner.class);

  static final int BATCH = 500;

  /** Enough for a batch of ordinary rows. */
  private static final int USUAL_PART = 512 * 1024;

  private final ImportProgress progress;
  private final ContactRows rows;
  private final ContactRules rules;
  private final ImportedConsents consents;
  private final TransactionTemplate batch;
  private final TransactionTemplate savepoint;

  ImportRunner(
      ImportProgress progress,
      ContactRows rows,
      ContactRules rules,
      ImportedConsents consents,
      PlatformTransactionManager transactions) {
    this.progress = progress;
    this.rows = rows;
    this.rules = rules;
    this.consents = consents;
    this.batch = new TransactionTemplate(transactions);
    this.savepoint = new TransactionTemplate(transactions);
    this.savepoint.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
  }

  @Override
  public String name() {
    return "imports";
  }

  /**
   * Does one batch of one running import; answers how many rows were handled (at least 1 for a
   * batch that only found the end of the file), 0 when no import is running.
   */
  @Override
  public int runOnce() {
    return Objects.requireNonNull(batch.execute(status -> take().map(this::work).orElse(0)));
  }

  private Optional<Piece> take() {
    return progress
        .take(USUAL_PART)
        .flatMap(
            piece -> holdsRecord(piece) ? Optional.of(piece) : progress.take(ImportSurvey.PART));
  }

  private static boolean holdsRecord(Piece piece) {
    return piece.isLast() || records(piece).next() != null;
  }

  private static CsvRecords records(Piece piece) {
    return new CsvRecords(piece.part(), piece.isLast(), piece.plan().delimiter(), piece.line());
  }

  private int work(Piece piece) {
    try {
      return Objects.requireNonNull(savepoint.execute(status -> store(piece)));
    } catch (DataAccessException e) {
      throw e; // the database's trouble, not the file's: the batch is done again
    } catch (RuntimeException e) {
      log.error("Import {} failed at line {}", piece.id(), piece.line(), e);
      progress.fail(piece.id(), "stopped at line " + piece.line() + ": " + e.getMessage());
      return 1;
    }
  }

  private int store(Piece piece) {
    CsvRecords records = records(piece);
    List<ImportRow> read = new ArrayList<>();
    for (CsvRecord record = records.next(); record != null; record = records.next()) {
      read.add(ImportRow.of(record, piece.plan(), rules));
      if (read.size() == BATCH) {
        break;
      }
    }
    if (records.position() == 0 && !piece.isLast()) {
      throw new IllegalStateException("the line is too long to be read");
    }
    Map<Change, Long> counts = new EnumMap<>(Change.class);
    List<ImportRow> written = write(piece, read, counts);
    progress.advance(
        piece, records.line(), piece.doneBytes() + records.position(), written, counts);
    if (piece.doneBytes() + records.position() >= piece.totalBytes()) {
      progress.finish(piece.id());
    }
    return Math.max(1, read.size());
  }

  /** Answers the same rows; those that could not be stored are rejected now. */
  private List<ImportRow> write(Piece piece, List<ImportRow> read, Map<Change, Long> counts) {
    List<ImportRow> good = read.stream().filter(row -> row.contact() != null).toList();
    if (good.isEmpty()) {
      return read;
    }
    List<ImportRow> result = new ArrayList<>(read);
    result.removeAll(good);
    try {
      result.addAll(keep(piece, good, counts));
    } catch (DataAccessException e) {
      log.warn("A batch of import {} failed and is done row by row: {}", piece.id(), e.toString());
      good.forEach(row -> result.addAll(keepAlone(piece, row, counts)));
    }
    return result;
  }

  private List<ImportRow> keepAlone(Piece piece, ImportRow row, Map<Change, Long> counts) {
    try {
      return keep(piece, List.of(row), counts);
    } catch (NonTransientDataAccessException e) {
      return List.of(row.rejected("the row could not be stored"));
    }
  }

  private List<ImportRow> keep(Piece piece, List<ImportRow> good, Map<Change, Long> counts) {
    List<Outcome> outcomes =
        Objects.requireNonNull(
            savepoint.execute(
                status -> {
                  if (piece.plan().dryRun()) {
                    status.setRollbackOnly();
                  }
                  return put(piece, good);
                }));
    List<ImportRow> kept = new ArrayList<>();
    for (int i = 0; i < good.size(); i++) {
      Change change = outcomes.get(i).change();
      counts.merge(change, 1L, Long::sum);
      kept.add(
          change == Change.TOO_LARGE
              ? good.get(i).rejected("the attributes would be larger than 64 KiB together")
              : good.get(i));
    }
    return kept;
  }

  private List<Outcome> put(Piece piece, List<ImportRow> good) {
    List<Outcome> outcomes =
        rows.write(
            good.stream().map(row -> Objects.requireNonNull(row.contact())).toList(),
            "import:" + piece.startedBy());
    List<ContactId> contacts =
        outcomes.stream()
            .filter(outcome -> outcome.change() != Change.TOO_LARGE)
            .map(Outcome::id)
            .filter(Objects::nonNull)
            .toList();
    Map<String, Object> proof = proof(piece);
    piece
        .plan()
        .consents()
        .forEach(
            one ->
                consents.grant(
                    contacts,
                    one.channel(),
                    one.purpose(),
                    one.ground(),
                    one.textVersion(),
                    proof));
    return outcomes;
  }

  private static Map<String, Object> proof(Piece piece) {
    @Nullable String proof = piece.plan().proof();
    return Map.of(
        "proof", proof == null ? "" : proof,
        "import", piece.id().toString(),
        "file", piece.fileName(),
        "importedBy", piece.startedBy());
  }
}
