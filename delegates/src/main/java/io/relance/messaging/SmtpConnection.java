package io.relance.messaging;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/**
 * One SMTP connection that marks the point of no return: the moment before the final dot is
 * written. (The dot is written in {@code finishData}, which is why this is a subclass.)
 */
final class SmtpConnection extends SMTPTransport {

  private @Nullable Runnable pointOfNoReturn;
  private boolean passed;

  SmtpConnection(Session session) {
    super(session, new URLName("smtp", null, -1, null, null, null));
  }

  /** Connects unless the connection of an earlier message is still good (it is asked with NOOP). */
  void open(SmtpSettings settings) throws MessagingException {
    if (!isConnected()) {
      connect(
          settings.host(),
          settings.port(),
          settings.username().isEmpty() ? null : settings.username(),
          settings.username().isEmpty() ? null : settings.password());
    }
  }

  /** Sends to one recipient and answers the server's last line. */
  String send(MimeMessage mime, InternetAddress to, Runnable pointOfNoReturn)
      throws MessagingException {
    this.pointOfNoReturn = pointOfNoReturn;
    this.passed = false;
    sendMessage(mime, new Address[] {to});
    return String.valueOf(getLastServerResponse()).strip();
  }

  boolean passedPointOfNoReturn() {
    return passed;
  }

  boolean isReusable() {
    return super.isConnected();
  }

  @Override
  protected void finishData() throws IOException, MessagingException {
    if (pointOfNoReturn != null) {
      pointOfNoReturn.run();
      passed = true;
    }
    super.finishData();
  }

  /** Gives the connection up; what the server thinks of it no longer matters. */
  void drop() {
    try {
      close();
    } catch (MessagingException e) {
      // The connection is gone either way.
    }
  }
}
