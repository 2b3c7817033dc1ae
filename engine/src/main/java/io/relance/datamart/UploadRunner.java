package io.relance.datamart;

import io.relance.contact.CsvCells;
import io.relance.contact.CsvRecords;
import io.relance.contact.CsvRecords.CsvRecord;
import io.relance.datamart.NewRow.Refused;
import io.relance.datamart.TableRows.Written;
import io.relance.datamart.UploadProgress.Piece;
import io.relance.datamart.UploadProgress.RefusedLine;
import io.relance.runtime.Pump;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.NonTransientDataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads uploaded files into their tables, some hundred rows in a transaction; a node that is killed
 * loses nothing but its last batch, which is done again.
 */
@Component
class UploadRunner implements Pump {

  private static final Logger log = LoggerFactory.getLogger(UploadRunner.class);

  static final int BATCH = 500;

  /** Enough for a batch of ordinary rows; and for one row of the longest kind. */
  private static final int USUAL_PART = 512 * 1024;

  static final int LARGEST_PART = 2 * 1024 * 1024 + 2;

  private final UploadProgress progress;
  private final Catalogue catalogue;
  private final TableRows rows;
  private final TransactionTemplate batch;
  private final TransactionTemplate savepoint;

  UploadRunner(
      UploadProgress progress,
      Catalogue catalogue,
      TableRows rows,
      PlatformTransactionManager transactions) {
    this.progress = progress;
    this.catalogue = catalogue;
    this.rows = rows;
    this.batch = new TransactionTemplate(transactions);
    this.savepoint = new TransactionTemplate(transactions);
    this.savepoint.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
  }

  @Override
  public String name() {
    return "table-uploads";
  }

  /**
   * Reads one batch of one upload; answers at least 1 as long as one is running. When there is
   * nothing to read, forgets what nobody needs any longer.
   */
  @Override
  public int runOnce() {
    return Objects.requireNonNull(
        batch.execute(
            status -> {
              Optional<Piece> piece = progress.take().flatMap(this::next);
              if (piece.isEmpty()) {
                return progress.forgetOld();
              }
              if (!store(piece.get())) {
                // Somebody was erased meanwhile, and the file is another one now: read it again.
                status.setRollbackOnly();
              }
              return 1;
            }));
  }

  private Optional<Piece> next(UUID id) {
    return progress
        .piece(id, USUAL_PART)
        .flatMap(
            piece ->
                piece.isLast() || records(piece).next() != null
                    ? Optional.of(piece)
                    : progress.piece(id, LARGEST_PART));
  }

  private static CsvRecords records(Piece piece) {
    return new CsvRecords(piece.part(), piece.isLast(), piece.delimiter(), piece.line());
  }

  /** The rows of a batch: what they say, and where and how they stand in the file. */
  private static final class Batch {
    final List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    final List<CsvRecord> records = new ArrayList<>();
    final List<RefusedLine> refused = new ArrayList<>();
    int read;
  }

  private boolean store(Piece piece) {
    CsvRecords records = records(piece);
    Batch some = read(piece, records);
    if (records.position() == 0 && !piece.isLast()) {
      log.warn("Upload {} stopped at line {}: it is too long", piece.id(), piece.line());
      progress.fail(piece.id(), "line-too-long");
      return true;
    }
    Optional<Table> table = catalogue.table(piece.table());
    Written written =
        table.isEmpty() || some.rows.isEmpty()
            ? new Written(0, 0, 0, List.of())
            : write(table.get(), some);
    for (Refused one : written.refused()) {
      CsvRecord record = some.records.get(one.place());
      some.refused.add(new RefusedLine(record.line(), one, record.text()));
    }
    long done = piece.doneBytes() + records.position();
    if (!progress.advance(piece, records.line(), done, some.read, written, some.refused)) {
      return false;
    }
    if (done >= piece.totalBytes()) {
      progress.finish(piece.id());
    }
    return true;
  }

  private static Batch read(Piece piece, CsvRecords records) {
    Batch some = new Batch();
    List<String> header = piece.header();
    while (some.read < BATCH) {
      CsvRecord record = records.next();
      if (record == null) {
        break;
      }
      some.read++;
      List<String> cells =
          record.unclosed()
              ? List.of()
              : CsvCells.of(record.text(), piece.delimiter()).orElse(List.of());
      if (cells.size() != header.size()) {
        Refused why = Refused.of(0, null, "", Refusal.CELLS);
        some.refused.add(new RefusedLine(record.line(), why, record.text()));
        continue;
      }
      Map<String, @Nullable Object> row = new HashMap<>();
      for (int i = 0; i < cells.size(); i++) {
        row.put(header.get(i), cells.get(i));
      }
      some.rows.add(row);
      some.records.add(record);
    }
    return some;
  }

  /** All together, and where PostgreSQL will not have one of them, row by row. */
  private Written write(Table table, Batch some) {
    try {
      return write(table, some.rows, 0);
    } catch (NonTransientDataAccessException e) {
      log.warn(
          "A batch of an upload into '{}' is done row by row: {}",
          table.name(),
          e.getClass().getSimpleName());
    }
    Written all = new Written(0, 0, 0, List.of());
    for (int i = 0; i < some.rows.size(); i++) {
      try {
        all = all.and(write(table, List.of(some.rows.get(i)), i));
      } catch (NonTransientDataAccessException e) {
        all = all.and(new Written(0, 0, 0, List.of(Refused.of(i, null, "", Refusal.NOT_STORED))));
      }
    }
    return all;
  }

  private Written write(Table table, List<Map<String, @Nullable Object>> given, int first) {
    return Objects.requireNonNull(
        savepoint.execute(status -> rows.write(table, given, true, first)));
  }
}
