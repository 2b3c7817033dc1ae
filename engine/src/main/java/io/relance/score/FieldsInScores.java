package io.relance.score;

import io.relance.contact.FieldUses;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of scores, its draft and the version in force, speaks of fields of contacts. */
@Component
class FieldsInScores implements FieldUses {

  private final JdbcClient jdbc;

  FieldsInScores(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public List<String> of(String field) {
    if (!Column.NAME.matcher(field).matches()) {
      return List.of();
    }
    return jdbc.sql(
            """
            SELECT 'the draft of the score table' FROM score_table WHERE score_table.dmn ~ :spoken
             UNION ALL
            SELECT 'the score table' FROM score_table t JOIN score_version v ON v.version = t.version WHERE v.dmn ~ :spoken
            """)
        .param("spoken", "\\mcontact\\s*\\.\\s*" + field + "\\M")
        .query(String.class)
        .list();
  }
}
