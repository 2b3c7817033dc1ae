package io.relance.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.relance.contact.ContactImports;
import io.relance.contact.ImportRequest;
import io.relance.core.ContactId;
import io.relance.journey.Enrolments;
import io.relance.journey.Journeys;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/** The application itself, as it is shipped. All that the benchmark knows of it is in here. */
final class Ours implements Opponent {

  private static final String INSIDE =
      "(SELECT count(*) FROM act_ru_execution x WHERE x.id_ = t.instance) > 0";

  private static final int LIST = 200;
  private static final String NO_MAIL_YET =
      "(SELECT count(*) FROM message m WHERE m.contact_id = t.contact) = 0";

  private final Server server;
  private final Database database;
  private final Node node;
  private final Contacts contacts;
  private final Sink sink;
  private Crowd crowd;

  /**
   * @param sink where its mail goes; none: mail stays queued
   */
  Ours(Server server, String name, Sink sink) {
    this.server = server;
    this.sink = sink;
    database = server.create(name);
    node = new Node(database.url(), sink == null ? 0 : sink.port());
    contacts = new Contacts(database);
    Journeys journeys = node.bean(Journeys.class);
    journeys.saveDraft(Diagram.ours().getBytes(StandardCharsets.UTF_8), "bench");
    journeys.publish(Diagram.KEY, "bench");
  }

  @Override
  public String name() {
    return "ours";
  }

  @Override
  public Database database() {
    return database;
  }

  Node node() {
    return node;
  }

  private Run measured(int count, Runnable begin, String open) {
    Stopwatch watch = new Stopwatch(server);
    node.work();
    begin.run();
    database.awaitNone(open);
    Run run = watch.done(count);
    node.rest();
    return run;
  }

  @Override
  public Run enrol(int count) {
    List<Long> people = contacts.more(count);
    database.aimAt(people, List.of());
    server.checkpoint();
    return measured(count, () -> enrol(people), NO_MAIL_YET);
  }

  /** As those who let many in do it: lists of 200, each in a transaction of its own. */
  private void enrol(List<Long> people) {
    Enrolments enrolments = node.bean(Enrolments.class);
    List<List<Enrolments.Entry>> lists = new ArrayList<>();
    for (int from = 0; from < people.size(); from += LIST) {
      lists.add(
          people.subList(from, Math.min(people.size(), from + LIST)).stream()
              .map(contact -> new Enrolments.Entry(new ContactId(contact), null, "{}", null))
              .toList());
    }
    Callers.callForEach(lists, list -> enrolments.enrolAll(Diagram.KEY, list));
  }

  @Override
  public Crowd crowd() {
    if (crowd == null) {
      Template waiting = waiting();
      crowd = new Crowd(database, waiting, count -> countThose(waiting, count));
    }
    return crowd;
  }

  /** Walks that were cast were seen by no trigger: what one of them counts for, so many times. */
  private void countThose(Template like, long count) {
    database
        .jdbc()
        .sql(
            """
            INSERT INTO journey_count_change (journey_key, version, what, step, word, n)
            SELECT :journey, 1, what, step, word, :count * count(*)
              FROM (SELECT 'entered' AS what, '' AS step, quarter_of(entered_at) AS word
                      FROM enrolment WHERE process_instance_id = :like
                     UNION ALL
                    SELECT 'message', channel, fate_of(state, reason) FROM message WHERE process_instance_id = :like
                     UNION ALL
                    SELECT 'left', step, coalesce(outcome, '') FROM trail WHERE process_instance_id = :like
                     UNION ALL
                    SELECT 'here', x.act_id_, ''
                      FROM act_ru_execution x
                     WHERE x.proc_inst_id_ = :like AND x.act_id_ IS NOT NULL AND NOT x.is_event_scope_
                       AND NOT EXISTS (SELECT FROM act_ru_execution c
                                        WHERE c.parent_id_ = x.id_ AND NOT c.is_event_scope_)) counted
             GROUP BY what, step, word
            """)
        .param("journey", Diagram.KEY)
        .param("count", count)
        .param("like", like.original())
        .update();
  }

  /** Brings one contact to the gateway, mail and all. */
  private Template waiting() {
    List<Long> one = contacts.more(1);
    database.aimAt(one, List.of());
    measured(
        1,
        () -> enrol(one),
        """
        (NOT EXISTS (SELECT FROM act_ru_event_subscr s
                       JOIN enrolment e ON e.process_instance_id = s.proc_inst_id_
                      WHERE e.contact_id = t.contact)
         OR EXISTS (SELECT FROM wake) OR EXISTS (SELECT FROM engine_signal))
        """);
    return template(one.get(0));
  }

  private Template template(long contact) {
    String instance =
        database
            .jdbc()
            .sql("SELECT process_instance_id FROM enrolment WHERE contact_id = :contact")
            .param("contact", contact)
            .query(String.class)
            .single();
    return Template.of(database.jdbc(), instance, contact);
  }

  /** The walk of one contact who entered and whose mail is queued. */
  private Template queued() {
    List<Long> one = contacts.more(1);
    database.aimAt(one, List.of());
    measured(1, () -> enrol(one), NO_MAIL_YET);
    return template(one.get(0));
  }

  @Override
  public Run click(int count) {
    crowd().choose(count);
    tellClicks("true");
    server.checkpoint();
    return measured(count, () -> {}, INSIDE);
  }

  /** The clicks of some of those aimed at, as the public links store them. */
  private void tellClicks(String which) {
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
             WHERE %s
             ORDER BY t.n
            """
                .formatted(which))
        .update();
  }

  @Override
  public Run fire(int count) {
    crowd().choose(count);
    letTimersBeDue("true");
    server.checkpoint();
    return measured(count, () -> {}, INSIDE);
  }

  private void letTimersBeDue(String which) {
    database
        .jdbc()
        .sql(
            """
            UPDATE act_ru_job j
               SET duedate_ = now() AT TIME ZONE 'UTC' - interval '1 minute'
              FROM bench_target t
             WHERE j.process_instance_id_ = t.instance AND %s
            """
                .formatted(which))
        .update();
  }

  /** Half of them click, and half are late. */
  Run leave(int count) {
    crowd().choose(count);
    tellClicks("t.n % 2 = 0");
    letTimersBeDue("t.n % 2 = 1");
    server.checkpoint();
    return measured(count, () -> {}, INSIDE);
  }

  @Override
  public Run walk(int count) {
    List<Long> people = contacts.more(count);
    database.aimAt(people, List.of());
    server.checkpoint();
    try (Clicker clicker = new Clicker(database, sink)) {
      return measured(
          count,
          () -> enrol(people),
          """
          (SELECT count(*) FROM enrolment e WHERE e.contact_id = t.contact AND e.ended_at IS NOT NULL) = 0
          """);
    }
  }

  /** Imports a file of so many rows, from its upload to its last row. */
  Run load(Path csv, int rows) {
    ContactImports imports = node.bean(ContactImports.class);
    server.checkpoint();
    Stopwatch watch = new Stopwatch(server);
    node.work();
    try (InputStream in = Files.newInputStream(csv)) {
      UUID id = imports.start(in, ImportRequest.of("bench.csv", Map.of()), "bench").id();
      while (!imports.byId(id).orElseThrow().state().equals("done")) {
        LockSupport.parkNanos(20_000_000);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Run run = watch.done(rows);
    node.rest();
    return run;
  }

  /** A database with the same tables and indexes, for others. */
  Database twin(String name) {
    Database copy = server.copy(database, name);
    node.bean(HikariDataSource.class).getHikariPoolMXBean().softEvictConnections();
    return copy;
  }

  /** The limit under all of this: an exact copy of the database, without the application. */
  Floor floor(String name) {
    Template begin = sink == null ? queued() : crowd().template();
    return new Floor(server, twin(name), begin);
  }

  @Override
  public void close() {
    node.close();
    server.drop(database);
  }
}
