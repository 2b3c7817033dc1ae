package io.relance.messaging;

import io.relance.messaging.Content.Email;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.UUID;

/** Writes an e-mail as RFC 5322 and MIME want it. */
final class Mime {

  private Mime() {}

  static MimeMessage write(
      Session session, Message message, InternetAddress to, String from, Email email, Instant now)
      throws MessagingException {
    InternetAddress sender = new InternetAddress(from, true);
    MimeMessage mime = new IdentifiedMessage(session, message.id(), sender);
    mime.setFrom(sender);
    mime.setRecipient(RecipientType.TO, to);
    mime.setSubject(oneLine(email.subject()), "UTF-8");
    mime.setSentDate(Date.from(now));
    for (Map.Entry<String, String> header : email.headers().entrySet()) {
      mime.setHeader(header.getKey(), oneLine(header.getValue()));
    }
    MimeMultipart alternatives = new MimeMultipart("alternative");
    alternatives.addBodyPart(part(email.text(), "plain"));
    alternatives.addBodyPart(part(email.html(), "html"));
    mime.setContent(alternatives);
    mime.saveChanges();
    return mime;
  }

  private static MimeBodyPart part(String text, String subtype) throws MessagingException {
    MimeBodyPart part = new MimeBodyPart();
    part.setText(text, "UTF-8", subtype);
    return part;
  }

  /**
   * Header injection ends here: whatever breaks a line becomes a blank. U+760A and U+760D lose
   * their high byte in some clients.
   */
  private static String oneLine(String text) {
    return text.replaceAll("[\\p{Cntrl}\u2028\u2029\u760A\u760D]+", " ").strip();
  }

  /** Keeps one Message-ID for every try of the same message. */
  private static final class IdentifiedMessage extends MimeMessage {
    private final UUID id;
    private final String domain;

    IdentifiedMessage(Session session, UUID id, InternetAddress sender) {
      super(session);
      this.id = id;
      this.domain = sender.getAddress().substring(sender.getAddress().indexOf('@') + 1);
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", "<" + id + "@" + domain + ">");
    }
  }
}
