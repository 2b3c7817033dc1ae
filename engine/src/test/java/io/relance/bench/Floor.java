package io.relance.bench;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.postgresql.PGConnection;

/**
 * No engine at all: the rows that our operation leaves behind or takes away, written to our schema
 * from two connections in transactions of 500 contacts. It decides nothing, checks nothing and
 * reads nothing.
 */
final class Floor implements Opponent {

  private static final int CONNECTIONS = 2;
  private static final int AT_ONCE = 500;

  private final Server server;
  private final Database database;
  private final Template begin;
  private final Crowd crowd;
  private long next = 1;
  private Writing writing;

  /**
   * @param begin a walk whose mail is queued, to enrol others like it; or one at the gateway, to
   *     let others leave
   */
  Floor(Server server, Database database, Template begin) {
    this.server = server;
    this.database = database;
    this.begin = begin;
    crowd = new Crowd(database, begin);
    // We count while we write, a row for each set; what a trigger does for each row is no limit.
    for (String counted : List.of("enrolment", "message")) {
      database.jdbc().sql("ALTER TABLE " + counted + " DISABLE TRIGGER USER").update();
    }
  }

  private enum Writing {
    BATCHES,
    COPY
  }

  @Override
  public String name() {
    return "floor";
  }

  @Override
  public Database database() {
    return database;
  }

  @Override
  public Crowd crowd() {
    return crowd;
  }

  private interface Work {
    void on(Connection connection, List<Long> walks) throws SQLException;
  }

  private Run measured(List<Long> walks, Work work) {
    server.checkpoint();
    Stopwatch watch = new Stopwatch(server);
    var threads = Executors.newFixedThreadPool(CONNECTIONS);
    try {
      List<Future<?>> halves = new ArrayList<>();
      int share = (walks.size() + CONNECTIONS - 1) / CONNECTIONS;
      for (int from = 0; from < walks.size(); from += share) {
        List<Long> part = walks.subList(from, Math.min(walks.size(), from + share));
        halves.add(threads.submit(() -> inTransactions(part, work)));
      }
      for (Future<?> half : halves) {
        half.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
    return watch.done(walks.size());
  }

  private Void inTransactions(List<Long> walks, Work work) throws SQLException {
    try (Connection connection = database.connection()) {
      connection.setAutoCommit(false);
      for (int from = 0; from < walks.size(); from += AT_ONCE) {
        work.on(connection, walks.subList(from, Math.min(walks.size(), from + AT_ONCE)));
        connection.commit();
      }
    }
    return null;
  }

  // ------------------------------------------------------------------ enrolling

  @Override
  public Run enrol(int count) {
    if (writing == null) {
      double batches = enrol(count, Writing.BATCHES).rate();
      double copy = enrol(count, Writing.COPY).rate();
      writing = batches > copy ? Writing.BATCHES : Writing.COPY;
      Bench.say("  floor: batches %,.0f/s, COPY %,.0f/s: it uses %s", batches, copy, writing);
    }
    return enrol(count, writing);
  }

  private Run enrol(int count, Writing with) {
    List<Long> walks = LongStream.range(next, next + count).boxed().toList();
    next += count;
    return measured(walks, with == Writing.COPY ? this::copy : this::insert);
  }

  private void insert(Connection connection, List<Long> walks) throws SQLException {
    for (Template.Form form : begin.forms()) {
      String sql =
          "INSERT INTO %s (%s) VALUES (%s)"
              .formatted(
                  form.table(),
                  names(form),
                  form.columns().stream()
                      .map(column -> "CAST(? AS " + column.type() + ")")
                      .collect(Collectors.joining(", ")));
      try (PreparedStatement insert = connection.prepareStatement(sql)) {
        for (long walk : walks) {
          for (List<Template.Cell> row : form.rows()) {
            for (int i = 0; i < row.size(); i++) {
              insert.setObject(i + 1, begin.text(row.get(i), walk), Types.VARCHAR);
            }
            insert.addBatch();
          }
        }
        insert.executeBatch();
      }
    }
  }

  private void copy(Connection connection, List<Long> walks) throws SQLException {
    for (Template.Form form : begin.forms()) {
      StringBuilder text = new StringBuilder();
      for (long walk : walks) {
        for (List<Template.Cell> row : form.rows()) {
          for (int i = 0; i < row.size(); i++) {
            text.append(i == 0 ? "" : "\t").append(escaped(begin.text(row.get(i), walk)));
          }
          text.append('\n');
        }
      }
      try {
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn(
                "COPY " + form.table() + " (" + names(form) + ") FROM STDIN",
                new StringReader(text.toString()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static String names(Template.Form form) {
    return form.columns().stream().map(Template.Column::name).collect(Collectors.joining(", "));
  }

  private static String escaped(String value) {
    return value == null
        ? "\\N"
        : value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n");
  }

  // ------------------------------------------------------------------ ending

  private record Ids(long enrolment, long event) {}

  @Override
  public Run click(int count) {
    List<Long> walks = crowd.choose(count);
    database
        .jdbc()
        .sql(
            """
            INSERT INTO event (source, event_id, name, contact_id, message_id, step, link, body_hash, state,
                               occurred_at, received_at, keep_until)
            SELECT 'link', m.id::text, 'LinkClicked', m.contact_id, m.id, m.step, 'guide', '\\x00', 'NEW',
                   now(), now(), now() + interval '7 days'
              FROM bench_target t
              JOIN message m ON m.process_instance_id = t.instance
             ORDER BY t.n
            """)
        .update();
    Map<Long, Ids> ids = ids();
    return measured(
        walks,
        (connection, some) -> {
          batch(
              connection,
              "UPDATE event SET state = 'CONSUMED' WHERE id = ?",
              some,
              (update, n) -> update.setLong(1, ids.get(n).event()));
          batch(
              connection,
              "INSERT INTO event_use (event_id, enrolment_id, step, at) VALUES (?, ?, 'clicked',"
                  + " now())",
              some,
              (insert, n) -> {
                insert.setLong(1, ids.get(n).event());
                insert.setLong(2, ids.get(n).enrolment());
              });
          end(connection, some, ids, "clicked");
        });
  }

  @Override
  public Run fire(int count) {
    List<Long> walks = crowd.choose(count);
    Map<Long, Ids> ids = ids();
    return measured(walks, (connection, some) -> end(connection, some, ids, "late"));
  }

  private Map<Long, Ids> ids() {
    Map<Long, Ids> ids = new LinkedHashMap<>();
    database
        .jdbc()
        .sql(
            """
            SELECT t.contact, e.id, coalesce(v.id, 0)
              FROM bench_target t
              JOIN enrolment e ON e.process_instance_id = t.instance
              LEFT JOIN event v ON v.contact_id = t.contact AND v.state = 'NEW'
            """)
        .query(
            row -> {
              ids.put(
                  row.getLong(1) - Template.FIRST_CONTACT, new Ids(row.getLong(2), row.getLong(3)));
            });
    return ids;
  }

  private void end(Connection connection, List<Long> walks, Map<Long, Ids> ids, String how)
      throws SQLException {
    batch(
        connection,
        "UPDATE enrolment SET last_event_id = nullif(?, 0), outcome = '"
            + how
            + "', ended_at = now() WHERE id = ?",
        walks,
        (update, n) -> {
          update.setLong(1, ids.get(n).event());
          update.setLong(2, ids.get(n).enrolment());
        });
    for (String step : List.of("first", how, "end_" + how)) {
      batch(
          connection,
          "INSERT INTO trail (at, process_instance_id, journey_key, version, step) VALUES (now(),"
              + " ?, 'bench', 1, '"
              + step
              + "')",
          walks,
          (insert, n) -> insert.setString(1, crowd.template().instance(n)));
    }
    delete(connection, "act_ru_event_subscr", keys("act_ru_event_subscr", walks));
    delete(connection, "act_ru_job", keys("act_ru_job", walks));
    List<String> instances = walks.stream().map(crowd.template()::instance).toList();
    List<String> tokens = keys("act_ru_execution", walks);
    tokens.removeAll(Set.copyOf(instances));
    delete(connection, "act_ru_execution", tokens);
    delete(connection, "act_ru_execution", instances);
  }

  private List<String> keys(String table, List<Long> walks) {
    List<String> keys = new ArrayList<>();
    walks.forEach(n -> keys.addAll(crowd.template().keys(table, n)));
    return keys;
  }

  private static void delete(Connection connection, String table, List<String> keys)
      throws SQLException {
    batch(
        connection,
        "DELETE FROM " + table + " WHERE id_ = ?",
        keys,
        (delete, key) -> delete.setString(1, key));
  }

  private interface Binding<T> {
    void bind(PreparedStatement statement, T item) throws SQLException;
  }

  private static <T> void batch(
      Connection connection, String sql, List<T> items, Binding<T> binding) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (T item : items) {
        binding.bind(statement, item);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  @Override
  public Run walk(int count) {
    throw new UnsupportedOperationException("there is no floor under a whole walk");
  }

  @Override
  public void close() {
    server.drop(database);
  }
}
