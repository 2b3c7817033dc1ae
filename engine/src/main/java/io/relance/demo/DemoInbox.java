package io.relance.demo;

import io.relance.contact.Contacts;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What the demo's mail server and its fake phone provider took in. */
@Component
@Profile("demo")
public class DemoInbox {

  private final JdbcClient jdbc;
  private final Clock clock;

  DemoInbox(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Newest first; {@code to} is one address or number, or null for all. */
  public List<Delivered> find(@Nullable String to, int limit) {
    return jdbc.sql(
            """
            SELECT *
              FROM demo_delivery
             WHERE CAST(:to AS text) IS NULL OR lower(recipient) = lower(:to)
                OR ltrim(recipient, '+') = ltrim(:to, '+ ')
             ORDER BY id DESC
             LIMIT :limit
            """)
        .param("to", to == null || to.isBlank() ? null : to.strip())
        .param("limit", limit)
        .query(DemoInbox::read)
        .list();
  }

  /** What was delivered to somebody who is erased is forgotten as well. */
  @EventListener
  void when(Contacts.Erased erased) {
    jdbc.sql(
            """
            DELETE FROM demo_delivery d
             USING contact c
             WHERE c.id = :id
               AND (lower(d.recipient) = lower(c.email) OR ltrim(d.recipient, '+') = ltrim(c.phone, '+'))
            """)
        .param("id", erased.contact().value())
        .update();
  }

  public Optional<Delivered> byId(long id) {
    return jdbc.sql("SELECT * FROM demo_delivery WHERE id = :id")
        .param("id", id)
        .query(DemoInbox::read)
        .optional();
  }

  /** Keeps a mail, one row per recipient. */
  void keepMail(String to, String from, byte[] mime) {
    String raw = new String(mime, StandardCharsets.ISO_8859_1);
    keep("email", to, from, subject(raw), raw);
  }

  void keep(String channel, String to, String from, String subject, String raw) {
    jdbc.sql(
            """
            INSERT INTO demo_delivery (channel, recipient, sender, subject, at, raw)
            VALUES (:channel, :to, :from, :subject, :at, :raw)
            """)
        .param("channel", channel)
        .param("to", to)
        .param("from", from)
        .param("subject", subject)
        .param("at", clock.instant().atOffset(ZoneOffset.UTC))
        .param("raw", raw)
        .update();
  }

  private static Delivered read(ResultSet row, int number) throws SQLException {
    String raw = row.getString("raw");
    boolean mail = row.getString("channel").equals("email");
    return new Delivered(
        row.getLong("id"),
        row.getString("channel"),
        row.getString("recipient"),
        row.getString("sender"),
        row.getString("subject"),
        row.getTimestamp("at").toInstant(),
        raw,
        mail ? part(raw, "text/html") : "",
        mail ? part(raw, "text/plain") : raw);
  }

  private static String subject(String raw) {
    try {
      return String.valueOf(mime(raw).getSubject());
    } catch (MessagingException e) {
      return "";
    }
  }

  private static String part(String raw, String type) {
    try {
      return find(mime(raw), type);
    } catch (MessagingException | IOException e) {
      return "";
    }
  }

  private static String find(Part part, String type) throws MessagingException, IOException {
    if (part.isMimeType(type)) {
      return String.valueOf(part.getContent());
    }
    if (part.getContent() instanceof Multipart parts) {
      for (int i = 0; i < parts.getCount(); i++) {
        BodyPart child = parts.getBodyPart(i);
        String found = find(child, type);
        if (!found.isEmpty()) {
          return found;
        }
      }
    }
    return "";
  }

  private static MimeMessage mime(String raw) throws MessagingException {
    return new MimeMessage(
        Session.getInstance(new Properties()),
        new ByteArrayInputStream(raw.getBytes(StandardCharsets.ISO_8859_1)));
  }
}
