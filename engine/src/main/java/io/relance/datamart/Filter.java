package io.relance.datamart;

/**
 * Which rows are meant.
 *
 * @param column a column of the table, or a path to one of a table that it belongs or refers to,
 *     such as {@code orders.shop}
 * @param value what the operator compares with; a list for those that take several, true for those
 *     that take none
 */
public record Filter(String column, Operator operator, Object value) {}
