package io.relance.datamart;

import io.relance.contact.FieldUses;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The fields of contacts that formulas compare. */
@Component
class FieldsInFormulas implements FieldUses {

  private final JdbcClient jdbc;

  FieldsInFormulas(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public List<String> of(String field) {
    return jdbc.sql(
            """
            SELECT 'formula ' || name
              FROM mart_formula
             WHERE jsonb_path_exists(rule, '$.** ? (@.value == $field)',
                                     jsonb_build_object('field', CAST(:field AS text)))
             ORDER BY 1
            """)
        .param("field", Rule.CONTACT + field)
        .query(String.class)
        .list();
  }
}
