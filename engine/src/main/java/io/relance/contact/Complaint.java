package io.relance.contact;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a row or a cell of a file was refused.
 *
 * @param code a stable word; part of the API, and the end of the key of its words in the bundles
 * @param field what was refused; null where it is the row as a whole
 * @param args what the words name, such as the choices that there are
 * @param text the words in English
 */
record Complaint(String code, @Nullable String field, List<String> args, String text) {

  static Complaint ofRow(String code, String text, String... args) {
    return new Complaint(code, null, List.of(args), text);
  }

  static Complaint of(String code, String field, String demand, String... args) {
    return new Complaint(code, field, List.of(args), field + " " + demand);
  }
}
