package io.relance.datamart;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What an aggregate makes of the rows of a contact. */
public enum Function {
  COUNT,
  SUM,
  /** Rounded to four places. */
  AVG,
  MIN,
  MAX,
  /** The value in the newest row that has one. */
  LAST,
  /** The most frequent value; of several, the first in their order. */
  FAVOURITE;

  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Function> of(String word) {
    return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
  }

  /** All of them, for people. */
  static String words() {
    return Arrays.stream(values()).map(Function::word).collect(Collectors.joining(", "));
  }

  @JsonCreator
  static Function ofStored(String word) {
    return of(word).orElseThrow(() -> new IllegalArgumentException("no function: " + word));
  }

  boolean takesColumn() {
    return this != COUNT;
  }

  boolean suits(ColumnType type) {
    return switch (this) {
      case SUM, AVG -> type == ColumnType.NUMBER;
      case MIN, MAX -> type == ColumnType.NUMBER || type.isTime();
      case COUNT, LAST, FAVOURITE -> true;
    };
  }

  /** Whether nobody's rows make zero, not nothing. */
  boolean zeroOfNone() {
    return this == COUNT || this == SUM;
  }

  ColumnType of(ColumnType column) {
    return this == COUNT ? ColumnType.NUMBER : column;
  }
}
