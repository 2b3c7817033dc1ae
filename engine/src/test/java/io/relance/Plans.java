package io.relance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** How PostgreSQL would go about a statement of ours. */
public final class Plans {

  private static final Pattern PARAMETER = Pattern.compile("(?<![:'\\[])\\:([a-z][A-Za-z]*)");

  private Plans() {}

  /**
   * The plans for these very values and the one plan for all values, which PostgreSQL may change to
   * once a statement has been used a few times.
   *
   * @param values by parameter, as a type and a literal: {@code timestamp '2027-03-01'}
   */
  public static List<String> of(
      JdbcClient jdbc, TransactionTemplate transaction, String sql, Map<String, String> values) {
    List<String> types = new ArrayList<>();
    List<String> literals = new ArrayList<>();
    Matcher parameters = PARAMETER.matcher(sql);
    StringBuilder numbered = new StringBuilder();
    while (parameters.find()) {
      String value = values.get(parameters.group(1));
      if (value == null) {
        throw new IllegalArgumentException("no value for :" + parameters.group(1));
      }
      String type = value.substring(0, value.indexOf(' '));
      types.add(type);
      literals.add("CAST(%s AS %s)".formatted(value.substring(type.length() + 1), type));
      parameters.appendReplacement(numbered, "\\$" + types.size());
    }
    parameters.appendTail(numbered);
    List<String> plans = new ArrayList<>();
    for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
      plans.add(
          transaction.execute(
              status -> {
                status.setRollbackOnly();
                jdbc.sql("SET LOCAL plan_cache_mode = " + mode).update();
                jdbc.sql("PREPARE asked (%s) AS %s".formatted(String.join(", ", types), numbered))
                    .update();
                String plan =
                    String.join(
                        "\n",
                        jdbc.sql("EXPLAIN EXECUTE asked (" + String.join(", ", literals) + ")")
                            .query(String.class)
                            .list());
                jdbc.sql("DEALLOCATE asked").update();
                return mode + "\n" + plan;
              }));
    }
    return plans;
  }
}
