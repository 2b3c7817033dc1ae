package io.relance.score;

import java.util.List;

/**
 * Why a table is not taken, or what is odd about it.
 *
 * @param path the part at fault, such as {@code rows[2].cells[0]}
 * @param code a stable word
 * @param arguments what the sentence about it names
 */
record TableProblem(String path, String code, List<Object> arguments) {

  static TableProblem at(String path, String code, Object... arguments) {
    return new TableProblem(path, code, List.of(arguments));
  }
}
