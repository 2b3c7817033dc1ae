package io.relance.contact;

import io.relance.core.Channel;
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
 */
record ImportPlan(
    char delimiter,
    List<Column> columns,
    List<Consent> consents,
    @Nullable String proof,
    boolean dryRun) {

  /**
   * A column of the file.
   *
   * @param field what it fills: {@code externalId}, a profile field or an attribute; nothing when
   *     it is left out
   * @param type of an attribute
   */
  record Column(String name, @Nullable String field, @Nullable FieldType type) {}

  /** What the rows agree to. */
  record Consent(Channel channel, Purpose purpose) {}

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
