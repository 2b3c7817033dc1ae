package io.relance.contact;

import io.relance.contact.CsvRecords.CsvRecord;
import io.relance.contact.ImportPlan.Column;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the rows of a file as its plan says: each a contact, or the reasons why it is none. */
final class RowReader {

  private static final int SHOWN = 2000;

  private final ImportPlan plan;
  private final ContactRules rules;
  private final List<Column> columns;
  private final List<@Nullable ContactField> attributes = new ArrayList<>();
  private final int locale;

  RowReader(ImportPlan plan, ContactRules rules) {
    this.plan = plan;
    this.rules = rules;
    this.columns = plan.columns();
    columns.forEach(column -> attributes.add(column.attribute()));
    this.locale = columns.stream().map(Column::field).toList().indexOf("locale");
  }

  /**
   * What a cell becomes.
   *
   * @param said whether it says anything; an empty cell and a column that is left out do not
   * @param value what it says; null clears
   */
  record Cell(boolean said, @Nullable Object value, @Nullable Complaint complaint) {

    static final Cell SILENT = new Cell(false, null, null);
  }

  ImportRow read(CsvRecord record) {
    List<String> texts = new ArrayList<>();
    Complaint broken = cut(record, texts);
    if (broken != null) {
      return ImportRow.refused(record.line(), shown(record.text()), List.of(broken));
    }
    return contact(record, cells(texts));
  }

  /** Puts the cells of the record into the list; answers what is wrong with it as a whole. */
  @Nullable Complaint cut(CsvRecord record, List<String> cells) {
    if (record.unclosed()) {
      return Complaint.ofRow(
          "row-open", "a quote is opened and not closed, or the line is longer than 1 MiB");
    }
    if (record.text().indexOf(0) >= 0) {
      return Complaint.ofRow("row-nul", "the row holds a NUL character");
    }
    Optional<List<String>> found = CsvCells.of(record.text(), plan.delimiter(), plan.quotes());
    if (found.isEmpty()) {
      return Complaint.ofRow("row-quotes", "the quotes of the row are not well formed");
    }
    if (found.get().size() != columns.size()) {
      return Complaint.ofRow(
          "row-columns",
          "the row has " + found.get().size() + " columns, the header has " + columns.size(),
          Integer.toString(found.get().size()),
          Integer.toString(columns.size()));
    }
    cells.addAll(found.get());
    return null;
  }

  /** What each cell of a row becomes, in the order of the columns. */
  List<Cell> cells(List<String> texts) {
    String spoken = locale < 0 ? "" : plain(texts.get(locale));
    List<Cell> cells = new ArrayList<>(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      String field = columns.get(i).field();
      cells.add(field == null ? Cell.SILENT : cell(field, i, plain(texts.get(i)), spoken));
    }
    return cells;
  }

  private static String plain(String text) {
    return SafeCell.undone(text.strip());
  }

  private Cell cell(String field, int column, String text, String spoken) {
    if (field.equals("externalId")) {
      return new Cell(true, text, ExternalId.complaint(text));
    }
    if (text.isEmpty()) {
      return Cell.SILENT; // an empty cell says nothing: what is known of the contact stays
    }
    ContactField attribute = attributes.get(column);
    return attribute == null ? profile(field, text, spoken) : attribute(field, text, attribute);
  }

  private Cell profile(String field, String text, String spoken) {
    Optional<String> clean = rules.clean(field, text, spoken.isEmpty() ? null : spoken);
    return clean.isPresent()
        ? new Cell(true, clean.get(), null)
        : new Cell(
            true,
            null,
            Complaint.of(field.toLowerCase(Locale.ROOT), field, ContactRules.demand(field)));
  }

  private Cell attribute(String field, String text, ContactField attribute) {
    ContactField.Reading reading = attribute.read(text, plan.cells());
    if (reading.problem() != null) {
      return new Cell(
          true,
          null,
          new Complaint(reading.code(), field, reading.args(), field + " " + reading.problem()));
    }
    String broken = WellFormed.problem(reading.value());
    return broken == null
        ? new Cell(
            true, reading.value() == null ? null : attribute.canonical(reading.value()), null)
        : new Cell(true, null, Complaint.of("unstorable", field, broken));
  }

  private ImportRow contact(CsvRecord record, List<Cell> cells) {
    List<Complaint> complaints = new ArrayList<>();
    String externalId = "";
    Map<String, @Nullable String> profile = new LinkedHashMap<>();
    Map<String, @Nullable Object> said = new LinkedHashMap<>();
    for (int i = 0; i < cells.size(); i++) {
      Cell cell = cells.get(i);
      String field = columns.get(i).field();
      if (cell.complaint() != null) {
        complaints.add(cell.complaint());
      } else if (field != null && cell.said()) {
        if (field.equals("externalId")) {
          externalId = String.valueOf(cell.value());
        } else if (attributes.get(i) == null) {
          profile.put(field, (String) cell.value());
        } else {
          said.put(field, cell.value());
        }
      }
    }
    return complaints.isEmpty()
        ? ImportRow.of(
            record.line(),
            record.text(),
            new ContactRows.Row(externalId, new ContactInput(profile, said)))
        : ImportRow.refused(record.line(), shown(record.text()), complaints);
  }

  /** A row as it is shown to people: not longer than they read. */
  static String shown(String text) {
    String clean = text.replace('\u0000', '\uFFFD');
    if (clean.length() <= SHOWN) {
      return clean;
    }
    int end = Character.isHighSurrogate(clean.charAt(SHOWN - 1)) ? SHOWN - 1 : SHOWN;
    return clean.substring(0, end) + "…";
  }
}
