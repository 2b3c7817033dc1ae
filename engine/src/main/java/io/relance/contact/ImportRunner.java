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
 * Imports files, some two thousand rows per transaction; a node that is killed loses nothing but
 * its last batch, which the next one does again.
 */
@Component
public class ImportRunner implements Pump {

  private static final Logger log = LoggerFactory.getLogger(ImportRunner.class);

  /** Some tenths of a second: as long may a contact who changes be locked. */
  static final int BATCH = 2_000;

  private static final Complaint TOO_LARGE =
      Complaint.ofRow("too-large", "the attributes would be larger than 64 KiB together");
  private static final Complaint NOT_STORED =
      Complaint.ofRow("not-stored", "the row could not be stored");

  /** Enough for a batch of ordinary rows. */
  private static final int USUAL_PART = 512 * 1024;

  private final ImportProgress progress;
  private final ContactLoad load;
  private final ContactRules rules;
  private final ImportedConsents consents;
  private final TransactionTemplate batch;
  private final TransactionTemplate savepoint;

  ImportRunner(
      ImportProgress progress,
      ContactLoad load,
      ContactRules rules,
      ImportedConsents consents,
      PlatformTransactionManager transactions) {
    this.progress = progress;
    this.load = load;
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
    return new CsvRecords(
        piece.part(),
        piece.isLast(),
        piece.plan().delimiter(),
        piece.plan().quotes(),
        piece.line());
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
    RowReader reader = new RowReader(piece.plan(), rules);
    List<ImportRow> good = new ArrayList<>();
    Result result = new Result();
    for (CsvRecord record = records.next(); record != null; record = records.next()) {
      ImportRow row = reader.read(record);
      if (row.contact() == null) {
        result.refused.add(row);
      } else {
        good.add(row);
      }
      if (good.size() + result.refused.size() == BATCH) {
        break;
      }
    }
    if (records.position() == 0 && !piece.isLast()) {
      throw new IllegalStateException("the line is too long to be read");
    }
    int read = good.size() + result.refused.size();
    keep(piece, good, result);
    long done = piece.doneBytes() + records.position();
    progress.advance(piece.id(), records.line(), done, read, result.refused, result.counts);
    if (done >= piece.totalBytes()) {
      end(piece);
    }
    return Math.max(1, read);
  }

  private void end(Piece piece) {
    if (piece.rehearsal()) {
      progress.rest(piece.id());
    } else {
      progress.finish(piece.id());
    }
  }

  /** What became of a batch. */
  private static final class Result {

    private final List<ImportRow> refused = new ArrayList<>();
    private final Map<Change, Long> counts = new EnumMap<>(Change.class);

    void count(ImportRow row, Change change) {
      counts.merge(change, 1L, Long::sum);
      if (change == Change.TOO_LARGE) {
        refused.add(row.refused(TOO_LARGE));
      }
    }
  }

  /** Where a row cannot be stored, halves of the set are tried until it stands alone. */
  private void keep(Piece piece, List<ImportRow> good, Result result) {
    if (good.isEmpty()) {
      return;
    }
    try {
      List<Outcome> outcomes =
          Objects.requireNonNull(savepoint.execute(status -> put(piece, good)));
      for (int i = 0; i < good.size(); i++) {
        result.count(good.get(i), outcomes.get(i).change());
      }
    } catch (NonTransientDataAccessException e) {
      if (good.size() == 1) {
        log.warn("Line {} of import {} could not be stored", good.get(0).line(), piece.id());
        result.refused.add(good.get(0).refused(NOT_STORED));
      } else {
        int middle = good.size() / 2;
        keep(piece, good.subList(0, middle), result);
        keep(piece, good.subList(middle, good.size()), result);
      }
    }
  }

  private List<Outcome> put(Piece piece, List<ImportRow> good) {
    List<ContactRows.Row> contacts =
        good.stream().map(row -> Objects.requireNonNull(row.contact())).toList();
    String by = "import:" + piece.startedBy() + ":" + piece.fileName();
    if (piece.plan().dryRun()) {
      return load.rehearse(contacts, by);
    }
    List<Outcome> outcomes = load.write(contacts, by);
    if (!piece.plan().consents().isEmpty()) {
      agree(piece, outcomes);
    }
    return outcomes;
  }

  private void agree(Piece piece, List<Outcome> outcomes) {
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
