package io.relance.contact;

/** A cell of a CSV file that we write: a spreadsheet would run one that begins like a formula. */
public final class SafeCell {

  private SafeCell() {}

  /** The same text, with a sign before it that makes a spreadsheet take it as text. */
  public static String of(String cell) {
    return isFormula(cell) ? "'" + cell : cell;
  }

  /** The text as it was, where this sign had been put before it. */
  static String undone(String cell) {
    return cell.startsWith("'") && isFormula(cell.substring(1)) ? cell.substring(1) : cell;
  }

  private static boolean isFormula(String cell) {
    return !cell.isEmpty() && "=+-@\t\r\n".indexOf(cell.charAt(0)) >= 0;
  }
}
