package io.relance.segment;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a value is compared with, and how; as SQL it is true only of what is known.
 *
 * @param operands texts, numbers, truth values, days or a count of days, as the operator asks
 */
record Comparison(ValueKind kind, Operator operator, List<Object> operands) {

  String sql(Source source, Values values) {
    return switch (operator) {
      case KNOWN -> known(source, values);
      case UNKNOWN -> "NOT " + known(source, values);
      case IS_NOT, NOT_IN -> "(" + positive().bare(source, values) + ") IS NOT TRUE";
      default -> bare(source, values);
    };
  }

  /** Whether it asks for the opposite of something, so that it is true where nothing is known. */
  boolean negative() {
    return operator == Operator.IS_NOT
        || operator == Operator.NOT_IN
        || operator == Operator.UNKNOWN;
  }

  /** What a negative one is the opposite of; any other one itself. */
  Comparison positive() {
    return switch (operator) {
      case IS_NOT -> with(Operator.IS);
      case NOT_IN -> with(Operator.IN);
      case UNKNOWN -> with(Operator.KNOWN);
      default -> this;
    };
  }

  /** Whether a number that is zero fulfils it. */
  boolean holdsOfZero() {
    return switch (operator) {
      case KNOWN -> true;
      case IS -> number(0).signum() == 0;
      case LESS_THAN -> number(0).signum() > 0;
      case AT_MOST -> number(0).signum() >= 0;
      case MORE_THAN -> number(0).signum() < 0;
      case AT_LEAST -> number(0).signum() <= 0;
      case BETWEEN -> number(0).signum() <= 0 && number(1).signum() >= 0;
      case IN -> IntStream.range(0, operands.size()).anyMatch(i -> number(i).signum() == 0);
      default -> false;
    };
  }

  private Comparison with(Operator other) {
    return new Comparison(kind, other, operands);
  }

  private static String known(Source source, Values values) {
    return "(coalesce(CAST(" + source.text(values) + " AS text), '') <> '')";
  }

  private String bare(Source source, Values values) {
    return switch (kind) {
      case TEXT -> text(source, values);
      case NUMBER -> number(source, values);
      case BOOLEAN -> source.json(values) + " = to_jsonb(" + operands.get(0).equals(true) + ")";
      case DATE -> date(source, values);
      case LIST -> list(source, values);
      case OBJECT -> throw new IllegalStateException(operator + " asks nothing of an object");
    };
  }

  /** Texts are the same whatever their case. */
  private String text(Source source, Values values) {
    String lower = "lower(" + source.text(values) + ")";
    return switch (operator) {
      case IS -> lower + " = lower(" + values.text(text(0)) + ")";
      case IN ->
          lower
              + " = ANY (ARRAY(SELECT lower(one) FROM unnest("
              + values.texts(texts())
              + ") AS one))";
      case CONTAINS -> "strpos(" + lower + ", lower(" + values.text(text(0)) + ")) > 0";
      case STARTS_WITH -> "starts_with(" + lower + ", lower(" + values.text(text(0)) + "))";
      case STARTS_WITH_ANY ->
          lower
              + " ^@ ANY (ARRAY(SELECT lower(one) FROM unnest("
              + values.texts(texts())
              + ") AS one))";
      case ENDS_WITH -> {
        String end = "lower(" + values.text(text(0)) + ")";
        yield "right(" + lower + ", length(" + end + ")) = " + end;
      }
      default -> throw unfit();
    };
  }

  private String number(Source source, Values values) {
    String number = source.number(values);
    return switch (operator) {
      case BETWEEN ->
          number + " BETWEEN " + values.number(number(0)) + " AND " + values.number(number(1));
      case IN ->
          number
              + " IN ("
              + IntStream.range(0, operands.size())
                  .mapToObj(i -> values.number(number(i)))
                  .collect(Collectors.joining(", "))
              + ")";
      default -> number + sign(operator) + values.number(number(0));
    };
  }

  /** The sign of an operator that compares two numbers. */
  static String sign(Operator operator) {
    return switch (operator) {
      case IS -> " = ";
      case LESS_THAN -> " < ";
      case AT_MOST -> " <= ";
      case MORE_THAN -> " > ";
      case AT_LEAST -> " >= ";
      default -> throw new IllegalArgumentException(operator + " compares no two numbers");
    };
  }

  private String date(Source source, Values values) {
    String day = source.day(values);
    LocalDate today = values.moment().today();
    return switch (operator) {
      case ON -> day + " = " + values.day(day(0));
      case BEFORE -> day + " < " + values.day(day(0));
      case AFTER -> day + " > " + values.day(day(0));
      case BETWEEN -> day + " BETWEEN " + values.day(day(0)) + " AND " + values.day(day(1));
      case IN_LAST_DAYS ->
          day + " BETWEEN " + values.day(today.minusDays(days())) + " AND " + values.day(today);
      case IN_NEXT_DAYS ->
          day + " BETWEEN " + values.day(today) + " AND " + values.day(today.plusDays(days()));
      case MORE_THAN_DAYS_AGO -> day + " < " + values.day(today.minusDays(days()));
      case ANNIVERSARY ->
          "to_char(" + day + ", 'MM-DD') = ANY (" + values.texts(round(today, days())) + ")";
      default -> throw unfit();
    };
  }

  /** The days of the year from today on; who was born on 29 February has their day on the 28th. */
  static List<String> round(LocalDate today, int days) {
    return today
        .datesUntil(today.plusDays(days + 1L))
        .flatMap(
            day ->
                day.getMonthValue() == 2 && day.getDayOfMonth() == 28 && !day.isLeapYear()
                    ? List.of("02-28", "02-29").stream()
                    : List.of(
                        String.format(
                            Locale.ROOT, "%02d-%02d", day.getMonthValue(), day.getDayOfMonth()))
                        .stream())
        .distinct()
        .toList();
  }

  private String list(Source source, Values values) {
    String list = source.json(values);
    return switch (operator) {
      case CONTAINS -> "jsonb_exists(" + list + ", " + values.text(text(0)) + ")";
      case CONTAINS_ANY -> "jsonb_exists_any(" + list + ", " + values.texts(texts()) + ")";
      case CONTAINS_ALL -> "jsonb_exists_all(" + list + ", " + values.texts(texts()) + ")";
      default -> throw unfit();
    };
  }

  private IllegalStateException unfit() {
    return new IllegalStateException(operator + " does not compare a " + kind);
  }

  private String text(int i) {
    return (String) operands.get(i);
  }

  private List<String> texts() {
    return operands.stream().map(String.class::cast).toList();
  }

  private BigDecimal number(int i) {
    return (BigDecimal) operands.get(i);
  }

  private LocalDate day(int i) {
    return (LocalDate) operands.get(i);
  }

  private int days() {
    return (Integer) operands.get(0);
  }
}
