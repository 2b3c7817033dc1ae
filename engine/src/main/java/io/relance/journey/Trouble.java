package io.relance.journey;

import java.sql.SQLException;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;

/** Tells what goes wrong with a contact from what goes wrong with the database. */
final class Trouble {

  private static final int LONGEST = 300;

  private Trouble() {}

  /** Whether the same will work when it is done again, whoever the contacts are. */
  static boolean passes(RuntimeException e) {
    return e instanceof TransientDataAccessException
        || e instanceof DataAccessResourceFailureException
        || e instanceof CannotCreateTransactionException;
  }

  /** Why a start failed, in one line, and alike for all who fail for the same cause. */
  static String words(RuntimeException e) {
    Throwable cause = NestedExceptionUtils.getMostSpecificCause(e);
    String message = cause.getMessage() == null ? "" : cause.getMessage().strip();
    // Behind its first line a database tells the values of the row.
    String line = cause instanceof SQLException ? message.lines().findFirst().orElse("") : message;
    String words = line.isEmpty() ? cause.getClass().getSimpleName() : line.replaceAll("\\s+", " ");
    return words.substring(0, Math.min(LONGEST, words.length())).replace("\u0000", "");
  }
}
