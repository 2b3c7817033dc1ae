package io.relance.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.relance.Crowd;
import io.relance.journey.EnrolmentQueries.Page;
import io.relance.platform.MigratedDatabase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Lists of who is where, among many. */
@NullUnmarked
class EnrolmentListTest {

  private static final int PEOPLE = 15_000;
  private static final DataSource DATABASE = MigratedDatabase.create("lists");
  private static final JdbcClient jdbc = JdbcClient.create(DATABASE);
  private static final TransactionTemplate transaction =
      new TransactionTemplate(new DataSourceTransactionManager(DATABASE));

  private final EnrolmentQueries queries = new EnrolmentQueries(jdbc);

  @BeforeAll
  static void fill() {
    Crowd.enter(jdbc, "crowd", PEOPLE);
    // As a database that is looked after: at this size the planner would else toss a coin.
    jdbc.sql("VACUUM ANALYZE").update();
  }

  private List<EnrolmentQueries.Row> all(String step, String state) {
    List<EnrolmentQueries.Row> all = new ArrayList<>();
    String cursor = null;
    do {
      Page page = queries.page("crowd", 1, step, state, cursor);
      all.addAll(page.items());
      cursor = page.next();
    } while (cursor != null);
    assertThat(new HashSet<>(all)).as("nobody is told twice").hasSameSizeAs(all);
    return all;
  }

  @Test
  void pagesLeaveNobodyOut() {
    assertThat(all("rare", null))
        .hasSize(7)
        .allSatisfy(row -> assertThat(row.step()).isEqualTo("rare"));
    assertThat(all("step_4", null)).hasSize(PEOPLE / 10 - 1);
    assertThat(all(null, "incident")).hasSize(10);
    assertThat(all("rare", "incident")).hasSize(7);
    assertThat(all(null, "queued"))
        .isNotEmpty()
        .allSatisfy(row -> assertThat(row.state()).isEqualTo("queued"));
    assertThat(all("step_9", "ended")).isEmpty();
    assertThat(all(null, "nonsense")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    ",",
    ",inside",
    ",ended",
    ",waiting",
    ",queued",
    ",incident",
    "rare,",
    "step_4,",
    "step_4,waiting"
  })
  void aPageIsAWalkOfAnIndex(String step, String state) {
    assertThat(tablesReadWhole(step, state, null)).isEmpty();
    String next = queries.page("crowd", 1, step, state, null).next();
    assertThat(tablesReadWhole(step, state, next)).isEmpty();
  }

  /** What PostgreSQL itself says that this page has read without an index. */
  private List<String> tablesReadWhole(String step, String state, String cursor) {
    return transaction.execute(
        status -> {
          queries.page("crowd", null, step, state, cursor);
          return jdbc.sql(
                  """
                  SELECT relname FROM pg_stat_xact_user_tables
                   WHERE seq_scan > 0 AND relname IN ('enrolment', 'message', 'contact', 'act_ru_execution')
                  """)
              .query(String.class)
              .list();
        });
  }
}
