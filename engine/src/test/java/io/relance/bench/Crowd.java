package io.relance.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongConsumer;

/**
 * Those who wait at the gateway: walks cast from one that really got there. Who leaves is chosen at
 * random among all of them, as it is in life.
 */
final class Crowd {

  private static final int AT_ONCE = 50_000;

  private final Database database;
  private final Template template;
  private final List<Long> waiting = new ArrayList<>();
  private final LongConsumer joined;
  private final Random random = new Random(7264);
  private long next = 1;

  /**
   * @param joined learns how many joined, where somebody keeps count
   */
  Crowd(Database database, Template template, LongConsumer joined) {
    this.database = database;
    this.template = template;
    this.joined = joined;
  }

  Crowd(Database database, Template template) {
    this(database, template, count -> {});
  }

  Template template() {
    return template;
  }

  int size() {
    return waiting.size();
  }

  /** Lets more join until so many wait. */
  void growTo(int size) {
    long first = next;
    long last = next + size - waiting.size() - 1;
    for (long from = first; from <= last; from += AT_ONCE) {
      insert(from, Math.min(last, from + AT_ONCE - 1));
    }
    if (last >= first) {
      joined.accept(last - first + 1);
    }
    if (last - first > size / 2) {
      database.analyze();
    }
  }

  private void insert(long from, long to) {
    try (Connection connection = database.connection()) {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        // What is cast from rows that belong together belongs together: no need to look it up.
        statement.execute("SET LOCAL session_replication_role = replica");
      }
      if (database.holds("contact")) {
        execute(connection, Contacts.INSERT, Template.contact(from), Template.contact(to));
        execute(connection, Contacts.CONSENT, Template.contact(from), Template.contact(to));
      }
      for (Template.Form form : template.forms()) {
        execute(connection, template.insertInto(form), from, to);
      }
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException("walks could not be cast in " + database.name(), e);
    }
    for (long n = from; n <= to; n++) {
      waiting.add(n);
    }
    next = to + 1;
  }

  private static void execute(Connection connection, String sql, long from, long to)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setLong(1, from);
      insert.setLong(2, to);
      insert.executeUpdate();
    }
  }

  /** Chooses some who will leave now, and makes them the target of the next run. */
  List<Long> choose(int count) {
    List<Long> chosen = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int at = random.nextInt(waiting.size());
      chosen.add(waiting.get(at));
      waiting.set(at, waiting.get(waiting.size() - 1));
      waiting.remove(waiting.size() - 1);
    }
    database.aimAt(
        chosen.stream().map(Template::contact).toList(),
        chosen.stream().map(template::instance).toList());
    return chosen;
  }
}
