package io.relance.contact;

/** A cell of a CSV file that we write: a spreadsheet would run one that begins like a formula. */
public final class SafeCell {

  private SafeCell() {}

  /** The same text, with a sign before it that makes a spreadsheet take it as text. */
  public static String of(String cell) {
    return !cell.isEmpty() && "=+-@\t\r\n".indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell;
  }
}
