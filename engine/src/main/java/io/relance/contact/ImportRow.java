package io.relance.contact;

import io.relance.contact.CsvRecords.CsvRecord;
import io.relance.contact.ImportPlan.Column;
import io.relance.core.Rejected;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One row of a file, read: a contact, or the reason why it is none.
 *
 * @param reason why the row is left out, for people
 */
record ImportRow(
    long line, String raw, ContactRows.@Nullable Row contact, @Nullable String reason) {

  private static final int SHOWN = 2000;

  ImportRow rejected(String why) {
    return new ImportRow(line, raw, null, why);
  }

  static ImportRow of(CsvRecord record, ImportPlan plan, ContactRules rules) {
    ImportRow none = new ImportRow(record.line(), shown(record.text()), null, null);
    if (record.unclosed()) {
      return none.rejected("a quote is opened and not closed, or the line is longer than 1 MiB");
    }
    if (record.text().indexOf(0) >= 0) {
      return none.rejected("the row holds a NUL character");
    }
    Optional<List<String>> cells = CsvCells.of(record.text(), plan.delimiter());
    if (cells.isEmpty()) {
      return none.rejected("the quotes of the row are not well formed");
    }
    if (cells.get().size() != plan.columns().size()) {
      return none.rejected(
          "the row has "
              + cells.get().size()
              + " columns, the header has "
              + plan.columns().size());
    }
    return none.read(cells.get(), plan, rules);
  }

  private ImportRow read(List<String> cells, ImportPlan plan, ContactRules rules) {
    String externalId = "";
    ContactInput input = ContactInput.NOTHING;
    for (int i = 0; i < cells.size(); i++) {
      Column column = plan.columns().get(i);
      String cell = SafeCell.undone(cells.get(i).strip());
      if (column.field() == null || cell.isEmpty()) {
        continue; // an empty cell says nothing: what is known of the contact stays
      }
      if (column.field().equals("externalId")) {
        externalId = cell;
        continue;
      }
      ContactField attribute = column.attribute();
      if (attribute == null) {
        input = input.with(column.field(), cell);
      } else {
        ContactField.Reading reading = attribute.read(cell, plan.cells());
        if (reading.problem() != null) {
          return rejected(column.field() + " " + reading.problem());
        }
        input = input.attribute(column.field(), reading.value());
      }
    }
    String problem = ExternalId.problem(externalId);
    return problem == null
        ? check(externalId, rules.check(input, plan.declared(), false, null))
        : rejected("externalId " + problem);
  }

  private ImportRow check(String externalId, ContactRules.Checked checked) {
    if (checked.problems().isEmpty()) {
      return new ImportRow(line, raw, new ContactRows.Row(externalId, checked.input()), null);
    }
    return rejected(
        checked.problems().stream().map(ImportRow::words).collect(Collectors.joining("; ")));
  }

  private static String words(Rejected.Detail problem) {
    return problem.field() + " " + problem.message();
  }

  private static String shown(String text) {
    String clean = text.replace('\u0000', '\uFFFD');
    if (clean.length() <= SHOWN) {
      return clean;
    }
    int end = Character.isHighSurrogate(clean.charAt(SHOWN - 1)) ? SHOWN - 1 : SHOWN;
    return clean.substring(0, end) + "…";
  }

  String why() {
    return Objects.requireNonNullElse(reason, "");
  }
}
