package io.relance.journey;

import io.relance.core.Rejected;
import io.relance.journey.EnrolmentRunPieces.Next;
import io.relance.journey.EnrolmentRunPieces.Piece;
import io.relance.journey.Enrolments.Entry;
import io.relance.runtime.Pump;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Lets sets of contacts in, a few hundred per transaction. Who entered and how far the run is
 * commit together, so that a node that is killed neither loses nor doubles anybody; a piece that
 * fails is halved until the one who cannot enter is found.
 */
@Component
class EnrolmentRunner implements Pump {

  private static final Logger log = LoggerFactory.getLogger(EnrolmentRunner.class);

  private final EnrolmentRunPieces pieces;
  private final Enrolments enrolments;
  private final TransactionTemplate transaction;

  EnrolmentRunner(
      EnrolmentRunPieces pieces, Enrolments enrolments, PlatformTransactionManager transactions) {
    this.pieces = pieces;
    this.enrolments = enrolments;
    this.transaction = new TransactionTemplate(transactions);
  }

  @Override
  public String name() {
    return "enrolments";
  }

  /**
   * Does one piece of one running run; answers how many contacts it was about (at least 1 when
   * anything was written), 0 when no run is running.
   */
  @Override
  public int runOnce() {
    AtomicReference<@Nullable Piece> taken = new AtomicReference<>();
    try {
      return Objects.requireNonNull(
          transaction.execute(
              status ->
                  pieces
                      .take()
                      .map(
                          stand -> {
                            Piece piece = pieces.next(stand);
                            taken.set(piece);
                            return work(piece);
                          })
                      .orElse(0)));
    } catch (RuntimeException e) {
      Piece piece = taken.get();
      if (piece == null || piece.entries().isEmpty()) {
        throw e;
      }
      // In a transaction of its own: what the failed one had locked and written is gone.
      transaction.executeWithoutResult(status -> afterFailure(piece, e));
      return 1;
    }
  }

  private int work(Piece piece) {
    if (piece.entries().isEmpty()) {
      pieces.finish(piece.stand());
      return 1;
    }
    List<Entry> entries = piece.entries().stream().filter(Next::isKnown).map(Next::entry).toList();
    int entered =
        entries.isEmpty() ? 0 : enrolments.enrolAll(piece.stand().journey(), entries).size();
    pieces.advance(piece, entered);
    return piece.entries().size();
  }

  private void afterFailure(Piece piece, RuntimeException e) {
    if (e instanceof Rejected no) {
      log.info("Run {} pauses: {}", piece.stand().run(), no.text());
      pieces.pause(piece.stand(), no.type());
    } else if (piece.entries().size() > 1) {
      log.info("A piece of run {} failed and is halved: {}", piece.stand().run(), e.toString());
      pieces.suspect(piece);
    } else if (Trouble.passes(e)) {
      throw e; // the database's trouble, not the contact's: the piece is done again
    } else {
      String reason = Trouble.words(e);
      log.warn("One contact of run {} could not enter: {}", piece.stand().run(), reason);
      pieces.isolate(piece, reason);
    }
  }
}
