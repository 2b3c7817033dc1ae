package io.relance.messaging;

import io.relance.core.Channel;
import io.relance.messaging.Content.Email;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Clock;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** Submits e-mail over SMTP; keeps a few connections open between messages. */
@Component
class SmtpMessenger implements Messenger, DisposableBean {

  static {
    // Unless it is told, Jakarta Mail looks through all jars for it, ten times a message.
    System.getProperties()
        .putIfAbsent(
            "jakarta.mail.util.StreamProvider", "org.eclipse.angus.mail.util.MailStreamProvider");
  }

  private final SmtpSettings settings;
  private final Session session;
  private final Clock clock;
  private final StepInputs inputs;
  private final BlockingDeque<SmtpConnection> idle = new LinkedBlockingDeque<>();

  SmtpMessenger(SmtpSettings settings, StepInputs inputs, Clock clock) {
    this.settings = settings;
    this.inputs = inputs;
    this.clock = clock;
    this.session = Session.getInstance(properties(settings));
  }

  /** Every timeout is set: Jakarta Mail waits for ever by default. */
  private static Properties properties(SmtpSettings settings) {
    Properties properties = new Properties();
    properties.setProperty("mail.smtp.host", settings.host());
    properties.setProperty("mail.smtp.port", Integer.toString(settings.port()));
    properties.setProperty("mail.smtp.connectiontimeout", "10000");
    properties.setProperty("mail.smtp.timeout", "600000");
    properties.setProperty("mail.smtp.writetimeout", "60000");
    properties.setProperty("mail.smtp.userset", "true");
    properties.setProperty("mail.smtp.quitwait", "false");
    properties.setProperty("mail.smtp.allow8bitmime", "true");
    properties.setProperty("mail.smtp.auth", Boolean.toString(!settings.username().isEmpty()));
    properties.setProperty(
        "mail.smtp.starttls.enable", Boolean.toString(!settings.startTls().equals("off")));
    properties.setProperty(
        "mail.smtp.starttls.required", Boolean.toString(settings.startTls().equals("required")));
    properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
    properties.put("mail.smtp.socketFactory", new PromptSockets());
    properties.setProperty("mail.smtp.socketFactory.fallback", "false");
    return properties;
  }

  @Override
  public Set<Channel> channels() {
    return Set.of(Channel.EMAIL, Channel.NOTIFICATION);
  }

  @Override
  public boolean isConfigured() {
    return !settings.host().isEmpty();
  }

  @Override
  public Delivery deliver(
      Message message, String address, Content content, Runnable pointOfNoReturn) {
    String to =
        message.channel() == Channel.NOTIFICATION
            ? inputs.of(message.journey(), message.version(), message.step()).getOrDefault("to", "")
            : address;
    MimeMessage mime;
    InternetAddress recipient;
    try {
      recipient = new InternetAddress(to, true);
      mime =
          Mime.write(
              session, message, recipient, settings.from(), (Email) content, clock.instant());
    } catch (MessagingException e) {
      return new Delivery.Refused("template", String.valueOf(e.getMessage()));
    }
    SmtpConnection connection = idle.pollFirst();
    if (connection == null) {
      connection = new SmtpConnection(session);
    }
    try {
      connection.open(settings);
    } catch (MessagingException e) {
      connection.drop();
      return new Delivery.Unavailable(settings + ": " + cause(e));
    }
    Delivery delivery = send(connection, mime, recipient, pointOfNoReturn);
    if (connection.isReusable()) {
      idle.addFirst(connection);
    }
    return delivery;
  }

  private static Delivery send(
      SmtpConnection connection, MimeMessage mime, InternetAddress to, Runnable pointOfNoReturn) {
    try {
      return new Delivery.Accepted(mime.getMessageID(), connection.send(mime, to, pointOfNoReturn));
    } catch (SendFailedException e) {
      SmtpReply reply = SmtpReply.of(e);
      return reply.isAboutTheMessage() ? reply.delivery() : lost(connection, e);
    } catch (MessagingException | RuntimeException e) {
      return lost(connection, e);
    }
  }

  /** The link broke: before the dot nothing was sent, after it nobody can tell. */
  private static Delivery lost(SmtpConnection connection, Exception e) {
    boolean afterDot = connection.passedPointOfNoReturn();
    connection.drop();
    return afterDot ? new Delivery.Unknown(cause(e)) : new Delivery.Unavailable(cause(e));
  }

  private static String cause(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName()
        + (root.getMessage() == null ? "" : ": " + root.getMessage());
  }

  @Override
  public void destroy() {
    idle.forEach(SmtpConnection::drop);
  }

  /**
   * What a server's reply means for the message.
   *
   * @param ofRecipient whether it answers the naming of the recipient
   */
  record SmtpReply(int code, String text, boolean ofRecipient) {

    /** Bad sequence of commands, or a login wanted or refused: the link is at fault. */
    private static final Set<Integer> ABOUT_THE_LINK = Set.of(503, 530, 534, 535, 538);

    static SmtpReply of(SendFailedException e) {
      for (Exception next = e; next instanceof MessagingException m; next = m.getNextException()) {
        if (next instanceof SMTPAddressFailedException refused) {
          return new SmtpReply(refused.getReturnCode(), String.valueOf(refused.getMessage()), true);
        }
        if (next instanceof SMTPSenderFailedException refused) {
          return new SmtpReply(
              refused.getReturnCode(), String.valueOf(refused.getMessage()), false);
        }
        if (next instanceof SMTPSendFailedException refused && refused.getReturnCode() > 0) {
          return new SmtpReply(
              refused.getReturnCode(), String.valueOf(refused.getMessage()), false);
        }
      }
      return new SmtpReply(0, String.valueOf(e.getMessage()), false);
    }

    boolean isAboutTheMessage() {
      return code >= 400 && code < 600 && !ABOUT_THE_LINK.contains(code);
    }

    /** 4xx: later. 5xx: never. */
    Delivery delivery() {
      String line = text.strip().replaceAll("\\s+", " ");
      if (code < 500) {
        return new Delivery.Deferred(line);
      }
      if (ofRecipient && isNoSuchAddress(line)) {
        return new Delivery.Refused("hard-bounce", line);
      }
      return new Delivery.Refused(
          line.matches(".*\\b5\\.7\\.[0-9]+\\b.*") ? "policy" : "refused", line);
    }

    /**
     * Only an address that does not exist counts against the person (RFC 3463, x.1.x, of which
     * x.1.7 and x.1.8 speak of the sender's).
     */
    private boolean isNoSuchAddress(String line) {
      return line.matches(".*\\b5\\.1\\.([0-6]|9|10)\\b.*")
          || (code == 550 && !line.matches(".*\\b5\\.[0-9]\\.[0-9]+\\b.*"));
    }
  }
}
