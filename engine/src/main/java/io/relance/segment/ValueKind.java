package io.relance.segment;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What can be compared with what: the kinds of values, each with its operators. */
enum ValueKind {
  TEXT(
      Operator.IS,
      Operator.IS_NOT,
      Operator.IN,
      Operator.NOT_IN,
      Operator.CONTAINS,
      Operator.STARTS_WITH,
      Operator.STARTS_WITH_ANY,
      Operator.ENDS_WITH),
  NUMBER(
      Operator.IS,
      Operator.IS_NOT,
      Operator.LESS_THAN,
      Operator.AT_MOST,
      Operator.MORE_THAN,
      Operator.AT_LEAST,
      Operator.BETWEEN,
      Operator.IN),
  BOOLEAN(Operator.IS, Operator.IS_NOT),
  DATE(
      Operator.ON,
      Operator.BEFORE,
      Operator.AFTER,
      Operator.BETWEEN,
      Operator.IN_LAST_DAYS,
      Operator.IN_NEXT_DAYS,
      Operator.MORE_THAN_DAYS_AGO,
      Operator.ANNIVERSARY),
  LIST(Operator.CONTAINS, Operator.CONTAINS_ANY, Operator.CONTAINS_ALL),
  OBJECT;

  private final List<Operator> operators;

  ValueKind(Operator... operators) {
    this.operators =
        Stream.concat(Arrays.stream(operators), Stream.of(Operator.KNOWN, Operator.UNKNOWN))
            .toList();
  }

  List<Operator> operators() {
    return operators;
  }

  /** The kind of a contact field's type. */
  static ValueKind ofField(String type) {
    return switch (type) {
      case "text", "choice" -> TEXT;
      case "number" -> NUMBER;
      case "boolean" -> BOOLEAN;
      case "date" -> DATE;
      case "list", "choices" -> LIST;
      default -> OBJECT;
    };
  }
}
