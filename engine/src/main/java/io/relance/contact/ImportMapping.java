package io.relance.contact;

import io.relance.contact.CsvRecords.CsvRecord;
import io.relance.contact.ImportPlan.Column;
import io.relance.contact.ImportPreview.Cell;
import io.relance.contact.ImportPreview.Row;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds for each column of a file what it may fill, and shows what becomes of the first rows. */
final class ImportMapping {

  private static final int SHOWN = 10;
  private static final int LOOKED_AT = 1_000;

  /** What columns are often called, without accents and signs. */
  private static final Map<String, List<String>> CALLED =
      Map.of(
          "externalId",
              List.of("externalid", "id", "contactid", "customerid", "identifiant", "idclient"),
          "email", List.of("email", "mail", "emailaddress", "courriel", "adresseemail"),
          "phone", List.of("phone", "phonenumber", "mobile", "telephone", "tel", "portable"),
          "locale", List.of("locale", "language", "langue"),
          "timeZone", List.of("timezone", "fuseauhoraire"));

  private final byte[] part;
  private final boolean whole;
  private final Map<String, String> choices;
  private final Map<String, ContactField> known;
  private final ContactRules rules;
  private final ImportRequest request;
  private final ImportShape shape;

  private ImportMapping(
      byte[] part,
      boolean whole,
      Map<String, String> choices,
      Map<String, ContactField> known,
      ContactRules rules) {
    this.part = part;
    this.whole = whole;
    this.choices = new LinkedHashMap<>(choices);
    this.known = known;
    this.rules = rules;
    this.request = ImportRequest.of("", reading(choices));
    this.shape = ImportShape.of(part, whole, request);
  }

  /** Without what the rows agree to, which is asked for only when they are imported. */
  static Map<String, String> reading(Map<String, String> choices) {
    Map<String, String> reading = new LinkedHashMap<>(choices);
    reading.keySet().removeAll(Set.of("consent", "basis", "textVersion", "proof"));
    return reading;
  }

  /**
   * @param part the beginning of the file
   * @param whole whether that is all of it
   * @param encoding that it came in
   */
  static ImportPreview preview(
      byte[] part,
      boolean whole,
      String encoding,
      Map<String, String> choices,
      Map<String, ContactField> known,
      ContactRules rules) {
    return new ImportMapping(part, whole, choices, known, rules).preview(encoding);
  }

  private ImportPreview preview(String encoding) {
    List<CsvRecord> records = records();
    List<@Nullable String> fields = fields();
    ImportPlan plan = plan(fields, records);
    List<ImportPreview.Column> columns = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      Column column = plan.columns().get(i);
      boolean isNew = isNew(fields.get(i));
      String type = column.type() == null ? "" : column.type().word();
      columns.add(new ImportPreview.Column(i, column.name(), fields.get(i), isNew, type));
      choose(i, fields.get(i), isNew);
    }
    choices.put("delimiter", Character.toString(shape.delimiter()));
    choices.put("quoting", shape.quoting().word());
    choices.put("header", Boolean.toString(shape.header()));
    return new ImportPreview(
        encoding,
        Character.toString(shape.delimiter()),
        shape.quoting().word(),
        shape.header(),
        columns,
        rows(plan, records),
        problems(fields),
        Map.copyOf(choices),
        plan);
  }

  private void choose(int column, @Nullable String field, boolean isNew) {
    boolean nameless = field == null && ImportRequest.NEW.equals(choices.get("column." + column));
    if (!nameless) {
      choices.put("column." + column, field == null ? "" : isNew ? ImportRequest.NEW : field);
    }
    if (isNew) {
      choices.put("name." + column, String.valueOf(field));
    }
  }

  private List<CsvRecord> records() {
    CsvRecords records =
        new CsvRecords(part, whole, shape.delimiter(), shape.quoting(), shape.bodyLine());
    records.skipTo((int) shape.bodyStart());
    List<CsvRecord> found = new ArrayList<>();
    for (CsvRecord one = records.next();
        one != null && found.size() < LOOKED_AT;
        one = records.next()) {
      found.add(one);
    }
    return found;
  }

  // ------------------------------------------------------------------ columns

  private List<@Nullable String> fields() {
    List<@Nullable String> fields = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (int i = 0; i < shape.names().size(); i++) {
      if (request.isPlaced(i)) {
        taken.add(request.places().getOrDefault(i, ""));
      }
    }
    for (int i = 0; i < shape.names().size(); i++) {
      String field;
      if (request.isPlaced(i)) {
        field = request.places().getOrDefault(i, "");
      } else {
        field = proposed(shape.names().get(i));
        field = taken.add(field) ? field : "";
      }
      fields.add(field.isEmpty() ? null : field);
    }
    return fields;
  }

  private String proposed(String column) {
    if (request.mapping().containsKey(column)) {
      return request.mapping().getOrDefault(column, "");
    }
    String folded = folded(column);
    for (Map.Entry<String, List<String>> own : CALLED.entrySet()) {
      if (own.getValue().contains(folded)) {
        return own.getKey();
      }
    }
    return declared(column)
        .orElseGet(() -> shape.header() && request.createFields() ? invented(column) : "");
  }

  private Optional<String> declared(String column) {
    return known.values().stream()
        .filter(
            field ->
                field.name().equalsIgnoreCase(column)
                    || field.labels().values().stream().anyMatch(column::equalsIgnoreCase))
        .map(ContactField::name)
        .findFirst();
  }

  /** {@code Prénom du client} makes {@code prenomDuClient}. */
  private static String invented(String column) {
    if (ContactFields.isName(column)) {
      return ContactFields.isReserved(column) ? "" : column;
    }
    StringBuilder name = new StringBuilder();
    for (String word : withoutAccents(column).split("[^A-Za-z0-9]+")) {
      if (!word.isEmpty()) {
        String lower = word.toLowerCase(Locale.ROOT);
        name.append(
            name.isEmpty()
                ? lower
                : lower.substring(0, 1).toUpperCase(Locale.ROOT) + lower.substring(1));
      }
    }
    String found = name.substring(0, Math.min(63, name.length()));
    return ContactFields.isName(found) && !ContactFields.isReserved(found) ? found : "";
  }

  private static String folded(String text) {
    return withoutAccents(text).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  private static String withoutAccents(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFD).replaceAll("\\p{M}", "");
  }

  private boolean isNew(@Nullable String field) {
    return field != null
        && !field.equals("externalId")
        && !ContactInput.PROFILE.contains(field)
        && !known.containsKey(field);
  }

  private ImportPlan plan(List<@Nullable String> fields, List<CsvRecord> records) {
    List<@Nullable Set<FieldType>> guesses = new ArrayList<>();
    for (String field : fields) {
      boolean guessed = isNew(field) && !request.types().containsKey(field);
      guesses.add(guessed ? EnumSet.copyOf(ImportSurvey.GUESSED) : null);
    }
    for (CsvRecord record : records) {
      CsvCells.of(record.text(), shape.delimiter(), shape.quoting())
          .filter(cells -> cells.size() == fields.size())
          .ifPresent(cells -> ImportSurvey.narrow(guesses, cells, request.format()));
    }
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      String field = fields.get(i);
      ContactField declared = field == null ? null : known.get(field);
      Set<FieldType> guess = guesses.get(i);
      FieldType type =
          declared != null
              ? declared.type()
              : guess != null
                  ? ImportSurvey.type(guess)
                  : field == null ? null : request.types().get(field);
      columns.add(new Column(shape.names().get(i), field, type, declared));
    }
    return new ImportPlan(
        shape.delimiter(), columns, List.of(), null, true, request.format(), shape.quoting());
  }

  // ------------------------------------------------------------------ rows

  private List<Row> rows(ImportPlan plan, List<CsvRecord> records) {
    RowReader reader = new RowReader(plan, rules);
    return records.stream().limit(SHOWN).map(record -> row(record, plan, reader)).toList();
  }

  private static Row row(CsvRecord record, ImportPlan plan, RowReader reader) {
    List<String> texts = new ArrayList<>();
    Complaint broken = reader.cut(record, texts);
    if (broken != null) {
      return new Row(
          record.line(),
          List.of(new Cell(RowReader.shown(record.text()), false, null, null)),
          List.of(broken));
    }
    List<Cell> cells = new ArrayList<>();
    List<Complaint> complaints = new ArrayList<>();
    List<RowReader.Cell> read = reader.cells(texts);
    for (int i = 0; i < read.size(); i++) {
      RowReader.Cell cell = read.get(i);
      if (cell.complaint() != null) {
        complaints.add(cell.complaint());
      }
      cells.add(new Cell(texts.get(i), cell.said(), shown(cell, plan, i), cell.complaint()));
    }
    return new Row(record.line(), cells, complaints);
  }

  private static @Nullable String shown(RowReader.Cell cell, ImportPlan plan, int column) {
    Object value = cell.value();
    ContactField attribute = plan.columns().get(column).attribute();
    return value == null
        ? null
        : attribute == null ? String.valueOf(value) : attribute.shown(value, "");
  }

  // ------------------------------------------------------------------ what is wrong

  private List<Complaint> problems(List<@Nullable String> fields) {
    List<Complaint> problems = new ArrayList<>();
    if (fields.isEmpty()) {
      problems.add(Complaint.ofRow("file-header", "the file " + shape.problem()));
      return problems;
    }
    if (fields.size() > ImportSurvey.MOST_COLUMNS) {
      problems.add(Complaint.ofRow("file-columns", "the file has more than 500 columns"));
    }
    if (!fields.contains("externalId")) {
      problems.add(
          Complaint.ofRow("file-id", "no column is the external id; choose the one that is"));
    }
    Set<String> taken = new HashSet<>();
    for (int i = 0; i < fields.size(); i++) {
      String field = fields.get(i);
      boolean nameless = field == null && ImportRequest.NEW.equals(choices.get("column." + i));
      if (nameless || (isNew(field) && !isUsable(field))) {
        problems.add(
            new Complaint(
                "file-name",
                null,
                List.of(shape.names().get(i)),
                "the column '" + shape.names().get(i) + "' needs another name for its field"));
      } else if (field != null && !taken.add(field)) {
        problems.add(
            new Complaint("file-twice", field, List.of(), "more than one column fills " + field));
      }
    }
    return problems;
  }

  private static boolean isUsable(@Nullable String field) {
    return field != null && ContactFields.isName(field) && !ContactFields.isReserved(field);
  }
}
