package io.relance.contact;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One row of a file, read: a contact, or the reasons why it is none.
 *
 * @param raw the row as it stands in the file
 */
record ImportRow(
    long line, String raw, ContactRows.@Nullable Row contact, List<Complaint> complaints) {

  static ImportRow of(long line, String raw, ContactRows.Row contact) {
    return new ImportRow(line, raw, contact, List.of());
  }

  static ImportRow refused(long line, String shown, List<Complaint> complaints) {
    return new ImportRow(line, shown, null, complaints);
  }

  /** The same row, which could be read but not be stored. */
  ImportRow refused(Complaint complaint) {
    return refused(line, RowReader.shown(raw), List.of(complaint));
  }

  /** The reasons, in English. */
  String why() {
    return complaints.stream().map(Complaint::text).collect(Collectors.joining("; "));
  }
}
