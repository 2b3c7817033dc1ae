package io.relance.segment;

import io.relance.datamart.Uses;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Names the segments whose rules ask for a table, a column, an aggregate or a formula. */
@Component
class MartUses implements Uses {

  private final JdbcClient jdbc;

  MartUses(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public List<String> of(Part part) {
    if (part instanceof Part.Of declared) {
      String column = declared.column();
      return column == null
          ? asking("@.kind == \"rows\" && @.table == $name", declared.table(), "")
          : asking(
              """
              @.kind == "rows" && @.table == $name && (@.column == $other || @.where[*].column == $other)""",
              declared.table(),
              column);
    }
    return part instanceof Part.Value value
        ? asking(
            """
            (@.kind == "aggregate" && @.aggregate == $name) || (@.kind == "formula" && @.formula == $name)""",
            value.name(),
            "")
        : List.of();
  }

  private List<String> asking(String condition, String name, String other) {
    return jdbc.sql(
            """
            SELECT 'the segment ''' || name || ''''
              FROM segment
             WHERE jsonb_path_exists(rule, CAST(:path AS jsonpath),
                                     jsonb_build_object('name', CAST(:name AS text), 'other', CAST(:other AS text)))
             ORDER BY name
            """)
        .param("path", "$.** ? (" + condition + ")")
        .param("name", name)
        .param("other", other)
        .query(String.class)
        .list();
  }
}
