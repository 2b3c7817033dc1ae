package io.relance.segment;

import java.util.Arrays;
import java.util.Optional;

/** How a value is compared, with the word that stands for it in rules. */
enum Operator {
  IS("is", Takes.ONE),
  /** Also true where nothing is known. */
  IS_NOT("isNot", Takes.ONE),
  IN("in", Takes.MANY),
  /** Also true where nothing is known. */
  NOT_IN("notIn", Takes.MANY),
  CONTAINS("contains", Takes.ONE),
  STARTS_WITH("startsWith", Takes.ONE),
  /** With one of several beginnings, such as postcodes of some areas. */
  STARTS_WITH_ANY("startsWithAny", Takes.MANY),
  ENDS_WITH("endsWith", Takes.ONE),
  LESS_THAN("lessThan", Takes.ONE),
  AT_MOST("atMost", Takes.ONE),
  MORE_THAN("moreThan", Takes.ONE),
  AT_LEAST("atLeast", Takes.ONE),
  BETWEEN("between", Takes.TWO),
  ON("on", Takes.ONE),
  BEFORE("before", Takes.ONE),
  AFTER("after", Takes.ONE),
  IN_LAST_DAYS("inLastDays", Takes.DAYS),
  IN_NEXT_DAYS("inNextDays", Takes.DAYS),
  MORE_THAN_DAYS_AGO("moreThanDaysAgo", Takes.DAYS),
  /** The day comes round again within so many days from today; 0 is today. */
  ANNIVERSARY("anniversary", Takes.DAYS),
  CONTAINS_ANY("containsAny", Takes.MANY),
  CONTAINS_ALL("containsAll", Takes.MANY),
  KNOWN("known", Takes.NOTHING),
  UNKNOWN("unknown", Takes.NOTHING);

  /** How many values an operator is given. */
  enum Takes {
    NOTHING,
    ONE,
    TWO,
    MANY,
    DAYS
  }

  private final String word;
  private final Takes takes;

  Operator(String word, Takes takes) {
    this.word = word;
    this.takes = takes;
  }

  String word() {
    return word;
  }

  Takes takes() {
    return takes;
  }

  static Optional<Operator> of(String word) {
    return Arrays.stream(values()).filter(operator -> operator.word.equals(word)).findFirst();
  }
}
