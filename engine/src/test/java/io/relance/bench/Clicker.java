package io.relance.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The readers: a moment after a mail came, its link is clicked. */
final class Clicker implements AutoCloseable {

  private static final int AT_ONCE = 200;

  private final Database database;
  private final Sink sink;
  private final Thread thread = new Thread(this::click, "clicker");
  private volatile boolean stopped;

  Clicker(Database database, Sink sink) {
    this.database = database;
    this.sink = sink;
    sink.arrived().clear();
    thread.start();
  }

  private void click() {
    try {
      List<Long> readers = new ArrayList<>();
      while (!stopped) {
        String address = sink.arrived().poll(200, TimeUnit.MILLISECONDS);
        if (address != null) {
          readers.add(Long.parseLong(address.substring(1, address.indexOf('@'))));
        }
        if (readers.size() == AT_ONCE || (address == null && !readers.isEmpty())) {
          click(readers);
          readers.clear();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void click(List<Long> readers) {
    database
        .jdbc()
        .sql(
            """
            INSERT INTO event (source, event_id, name, contact_id, message_id, step, link, body_hash, state,
                               occurred_at, received_at, keep_until)
            SELECT 'link', m.id::text, 'LinkClicked', m.contact_id, m.id, m.step, 'guide', '\\x00', 'NEW',
                   now(), now(), now() + interval '7 days'
              FROM message m
             WHERE m.contact_id = ANY (:readers)
            """)
        .param("readers", readers.toArray(Long[]::new))
        .update();
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
