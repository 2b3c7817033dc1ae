package io.relance.contact;

import io.relance.contact.ContactRows.Change;
import io.relance.contact.ContactRows.Outcome;
import io.relance.contact.ContactRows.Row;
import io.relance.core.ContactId;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes thousands of contacts at once: new ones by COPY, known ones only where they change. What
 * does not fit that, such as a contact who is named twice, goes through {@link ContactRows}.
 */
@Repository
class ContactLoad {

  /** What the attributes of a known contact {@code c} become by what is given. */
  private static final String UNITED =
      "(c.attributes || g.attributes) - string_to_array(g.cleared, ',')";

  private static final String DIFFERENT =
      """
      ((coalesce(g.email, c.email), coalesce(g.phone, c.phone), coalesce(g.locale, c.locale), coalesce(g.time_zone, c.time_zone))
         IS DISTINCT FROM (c.email, c.phone, c.locale, c.time_zone)
       OR %s <> c.attributes)
      """
          .formatted(UNITED);

  /**
   * Who is known, and whether what is given would change them. Each is looked up by itself: at some
   * hundred thousand contacts PostgreSQL would rather read all of them.
   */
  static final String FIND =
      """
      SELECT g.ord, c.id,
             CASE WHEN NOT %s THEN 'UNCHANGED'
                  WHEN octet_length(CAST(%s AS text)) > :largest THEN 'TOO_LARGE'
                  ELSE 'CHANGED' END AS change
        FROM unnest(CAST(:ords AS integer[]), CAST(:names AS text[]), CAST(:emails AS text[]), CAST(:phones AS text[]),
                    CAST(:locales AS text[]), CAST(:zones AS text[]), CAST(:attributes AS jsonb[]), CAST(:cleared AS text[]))
               AS g(ord, name, email, phone, locale, time_zone, attributes, cleared)
       CROSS JOIN LATERAL (SELECT d.*
                             FROM contact_name n JOIN contact d ON d.id = n.contact_id
                            WHERE n.external_id = g.name
                            LIMIT 1) c
      """
          .formatted(DIFFERENT, UNITED);

  /** The next statement shall look up what it is given, in the order in which it is given. */
  static final String ONE_BY_ONE =
      """
      SELECT set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
             set_config('enable_mergejoin', 'off', true)
      """;

  /**
   * In the order of their ids, as everybody locks contacts. Who was changed by somebody else since
   * they were looked at is judged anew: all that is read here is of the row that is written.
   */
  static final String CHANGE =
      """
      UPDATE contact c
         SET email = coalesce(g.email, c.email), phone = coalesce(g.phone, c.phone),
             locale = coalesce(g.locale, c.locale), time_zone = coalesce(g.time_zone, c.time_zone),
             attributes = %s,
             -- Only what gets another value is touched; saying the same again is no change.
             touched = c.touched || coalesce(
               (SELECT jsonb_object_agg(changed.name, CAST(:stamp AS jsonb))
                  FROM (SELECT said.key FROM jsonb_each(g.attributes) said WHERE c.attributes -> said.key IS DISTINCT FROM said.value
                         UNION ALL
                        SELECT gone FROM unnest(string_to_array(g.cleared, ',')) gone WHERE jsonb_exists(c.attributes, gone)
                         UNION ALL
                        SELECT p.name
                          FROM (VALUES ('email', g.email, c.email), ('phone', g.phone, c.phone),
                                       ('locale', g.locale, c.locale), ('timeZone', g.time_zone, c.time_zone)) p(name, said, was)
                         WHERE p.said IS NOT NULL AND p.said IS DISTINCT FROM p.was) changed(name)), '{}'),
             changed_at = :now
        FROM unnest(CAST(:ords AS integer[]), CAST(:ids AS bigint[]), CAST(:emails AS text[]), CAST(:phones AS text[]),
                    CAST(:locales AS text[]), CAST(:zones AS text[]), CAST(:attributes AS jsonb[]), CAST(:cleared AS text[]))
               AS g(ord, id, email, phone, locale, time_zone, attributes, cleared)
       WHERE c.id = g.id AND %s AND octet_length(CAST(%s AS text)) <= :largest
      RETURNING g.ord
      """
          .formatted(UNITED, DIFFERENT, UNITED);

  private final JdbcClient jdbc;
  private final ContactCopy copy;
  private final ContactRows rows;
  private final Clock clock;
  private final TransactionTemplate savepoint;

  ContactLoad(
      JdbcClient jdbc,
      ContactCopy copy,
      ContactRows rows,
      Clock clock,
      PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.copy = copy;
    this.rows = rows;
    this.clock = clock;
    this.savepoint = new TransactionTemplate(transactions);
    this.savepoint.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
  }

  /**
   * Stores the rows in the running transaction, as if one after the other; answers in their order.
   *
   * @param by who says so; kept beside every value that changes
   */
  List<Outcome> write(List<Row> rows, String by) {
    Load load = found(rows);
    String stamp = ContactRows.stamp(load.now(), by);
    create(load, stamp);
    change(load, stamp);
    List<Integer> left = load.left();
    if (!left.isEmpty()) {
      load.settle(left, this.rows.write(load.rows(left), by));
    }
    return load.outcomes();
  }

  /** What {@link #write} would answer; nothing is stored, and who would be new has no id. */
  List<Outcome> rehearse(List<Row> rows, String by) {
    Load load = found(rows);
    load.of(Load.Kind.NEW).forEach(i -> load.settle(i, new Outcome(null, Change.CREATED)));
    load.of(Load.Kind.CHANGED)
        .forEach(i -> load.settle(i, new Outcome(load.id(i), Change.CHANGED)));
    List<Integer> left = load.left();
    if (!left.isEmpty()) {
      // With what is said before of the same contacts, and taken back.
      List<Integer> story = load.storyOf(left);
      savepoint.executeWithoutResult(
          status -> {
            status.setRollbackOnly();
            load.settle(story, this.rows.write(load.rows(story), by));
          });
    }
    return load.outcomes();
  }

  private Load found(List<Row> rows) {
    Load load = new Load(rows, clock.instant());
    RowColumns all = new RowColumns();
    for (int i = 0; i < rows.size(); i++) {
      all.add(i, load);
    }
    all.bind(jdbc.sql(FIND))
        .param("names", all.names())
        .query(
            row -> {
              load.found(
                  row.getInt("ord"), row.getLong("id"), Change.valueOf(row.getString("change")));
            });
    load.sort();
    return load;
  }

  private void create(Load load, String stamp) {
    List<Integer> fresh = load.of(Load.Kind.NEW);
    if (fresh.isEmpty()) {
      return;
    }
    List<Long> ids = copy.ids(fresh.size());
    try {
      savepoint.executeWithoutResult(status -> copy.write(load, fresh, ids, stamp));
    } catch (DuplicateKeyException e) {
      return; // somebody else created one of them at this moment; ContactRows sorts that out
    }
    for (int i = 0; i < fresh.size(); i++) {
      load.settle(fresh.get(i), new Outcome(new ContactId(ids.get(i)), Change.CREATED));
    }
  }

  private void change(Load load, String stamp) {
    List<Integer> changed = new ArrayList<>(load.of(Load.Kind.CHANGED));
    if (changed.isEmpty()) {
      return;
    }
    changed.sort(Comparator.comparing(i -> load.id(i).value()));
    RowColumns columns = new RowColumns();
    changed.forEach(i -> columns.add(i, load));
    jdbc.sql(ONE_BY_ONE).query((row, n) -> true).list();
    columns
        .bind(jdbc.sql(CHANGE))
        .param("ids", changed.stream().map(i -> load.id(i).value()).toArray(Long[]::new))
        .param("stamp", stamp)
        .param("now", load.now().atOffset(ZoneOffset.UTC))
        .query(Integer.class)
        .list()
        .forEach(i -> load.settle(i, new Outcome(load.id(i), Change.CHANGED)));
  }
}
