package io.relance.contact;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.relance.core.Channel;
import io.relance.core.LegalBasis;
import io.relance.core.Purpose;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the rows of a file are read; decided once, when the file arrives.
 *
 * @param proof what proves the consents that the rows grant
 * @param dryRun count and reject, but store no contact
 * @param format how dates and numbers are written; absent in plans of earlier versions
 * @param quoting by which sign cells are quoted; absent in plans of earlier versions
 */
record ImportPlan(
    char delimiter,
    List<Column> columns,
    List<Consent> consents,
    @Nullable String proof,
    boolean dryRun,
    @Nullable CellFormat format,
    @Nullable Quoting quoting) {

  /**
   * A column of the file.
   *
   * @param field what it fills: {@code externalId}, a profile field or an attribute; nothing when
   *     it is left out
   * @param type of an attribute
   * @param declared the attribute, where it was declared before the file came
   */
  record Column(
      String name,
      @Nullable String field,
      @Nullable FieldType type,
      @Nullable ContactField declared) {

    /** What the values of the column are; absent where it fills no attribute. */
    @JsonIgnore
    @Nullable ContactField attribute() {
      return declared != null || field == null || type == null
          ? declared
          : ContactField.plain(field, type);
    }
  }

  CellFormat cells() {
    return format == null ? CellFormat.PLAIN : format;
  }

  Quoting quotes() {
    return quoting == null ? Quoting.DOUBLE : quoting;
  }

  /** Which column holds the external id; -1 where that is not known yet. */
  int idColumn() {
    return columns.stream().map(Column::field).toList().indexOf("externalId");
  }

  /**
   * What the rows agree to.
   *
   * @param basis on what ground; absent in plans of earlier versions, which knew consent only
   * @param textVersion which wording these people saw
   */
  record Consent(
      Channel channel, Purpose purpose, @Nullable LegalBasis basis, @Nullable String textVersion) {

    LegalBasis ground() {
      return basis == null ? LegalBasis.CONSENT : basis;
    }
  }

  Map<String, FieldType> attributes() {
    Map<String, FieldType> attributes = new LinkedHashMap<>();
    for (Column column : columns) {
      if (column.field() != null && column.type() != null) {
        attributes.put(column.field(), column.type());
      }
    }
    return attributes;
  }
}
