package io.relance.task;

import io.relance.contact.Contacts;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What people did for a contact was done for the one that is left of two. */
@Component
class TasksOfContacts {

  private final JdbcClient jdbc;

  TasksOfContacts(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @EventListener
  void merged(Contacts.Merged merged) {
    jdbc.sql("UPDATE task_done SET contact_id = :survivor WHERE contact_id = :absorbed")
        .param("survivor", merged.survivor().value())
        .param("absorbed", merged.absorbed().value())
        .update();
  }
}
