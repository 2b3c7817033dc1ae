package io.relance.content;

import io.relance.content.Body.Target;
import io.relance.content.LinkToken.Kind;
import io.relance.content.LinkToken.StepLink;
import io.relance.core.Channel;
import io.relance.core.Purpose;
import io.relance.messaging.Content.Email;
import io.relance.messaging.Message;
import io.relance.messaging.Tracking;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;

/** Writes e-mails: the author's body on our page, its links counted, its headers in order. */
@Component
class Emails {

  /** A link with a longer address is not counted: mail programs break very long ones. */
  private static final int MOST_CARRIED = 600;

  private static final int BODIES = 200;

  private final Map<String, Body> bodies = new Recent<>(BODIES);
  private final Liquid liquid;
  private final LinkTokens tokens;
  private final ContentSettings settings;
  private final MessageSource messages;

  Emails(Liquid liquid, LinkTokens tokens, ContentSettings settings, MessageSource messages) {
    this.liquid = liquid;
    this.tokens = tokens;
    this.settings = settings;
    this.messages = messages;
  }

  /** The addresses that a message's template may name. */
  Map<String, Object> links(Message message) {
    return message.channel().reachesContact()
        ? Map.of(
            "unsubscribe", address(message, Kind.UNSUBSCRIBE),
            "confirm", address(message, Kind.CONFIRM))
        : Map.of();
  }

  Email write(
      Message message,
      Tracking tracking,
      Map<String, String> inputs,
      Map<String, Object> facts,
      Locale language) {
    Body body = body(inputs.getOrDefault("body", ""));
    if (!body.flaws().isEmpty()) {
      throw new Unrenderable("the body is wrong: " + body.flaws());
    }
    String subject = liquid.render(inputs.getOrDefault("subject", ""), facts, Form.LINE);
    if (subject.isEmpty()) {
      throw new Unrenderable("the subject is empty");
    }
    String preheader = liquid.render(inputs.getOrDefault("preheader", ""), facts, Form.LINE);
    Letter letter =
        Letter.write(
            liquid.renderPrepared(inputs.getOrDefault("body", ""), body.prepared(), facts),
            destination -> address(message, tracking, body, facts, destination));
    boolean footer = needsFooter(message, tracking) && !body.letsUnsubscribe();
    Map<String, String> html = new LinkedHashMap<>();
    html.put("language", language.getLanguage());
    html.put("subject", escape(subject));
    html.put("preheader", escape(preheader));
    html.put("sender", escape(settings.senderName()));
    html.put("body", letter.html());
    html.put("footer", footer ? footer(message, language) : "");
    html.put("pixel", pixel(message, tracking));
    String text = footer ? letter.text() + textFooter(message, language) : letter.text();
    return new Email(subject, EmailFrame.page(html), text, headers(message));
  }

  /** Every message of a step has the same. */
  private Body body(String source) {
    synchronized (bodies) {
      return bodies.computeIfAbsent(source, unknown -> new Body(unknown, liquid));
    }
  }

  private String address(
      Message message,
      Tracking tracking,
      Body body,
      Map<String, Object> facts,
      String destination) {
    int index = Markdown.target(destination);
    if (index < 0 || index >= body.targets().size()) {
      return "";
    }
    Target target = body.targets().get(index);
    boolean contact = message.channel().reachesContact();
    String carried = Form.URL.fill(Markdown.carried(destination));
    return switch (target.kind()) {
      case TRACKED ->
          counted(message, tracking, target, carried)
              .map(this::address)
              .orElseGet(() -> direct(target, carried, facts));
      case DIRECT -> direct(target, carried, facts);
      case UNSUBSCRIBE -> contact ? address(message, Kind.UNSUBSCRIBE) : "";
      case CONFIRM -> contact ? address(message, Kind.CONFIRM) : "";
      case FORBIDDEN -> "";
    };
  }

  /**
   * What counts the clicks on a link: the person's own token if they agreed, else one that
   * everybody gets. Where a value of the person is part of the address, a link that is the same for
   * all cannot lead there; it is not counted.
   */
  private Optional<LinkToken> counted(
      Message message, Tracking tracking, Target target, String carried) {
    if (!message.channel().reachesContact() || carried.length() > MOST_CARRIED) {
      return Optional.empty();
    }
    Link link = target.link();
    if (tracking.clicks()) {
      return Optional.of(new LinkToken(Kind.CLICK, message.id(), link.number(), carried));
    }
    return carried.isEmpty() && liquid.isPlain(link.destination())
        ? Optional.of(ofStep(Kind.STEP_CLICK, message, link.number()))
        : Optional.empty();
  }

  private static LinkToken ofStep(Kind kind, Message message, int link) {
    return LinkToken.ofStep(
        kind, new StepLink(message.journey(), message.version(), message.step(), link));
  }

  private String direct(Target target, String carried, Map<String, Object> facts) {
    return carried.isEmpty()
        ? liquid.render(target.link().destination(), facts, Form.URL)
        : carried;
  }

  private String address(Message message, Kind kind) {
    return address(new LinkToken(kind, message.id(), 0));
  }

  private String address(LinkToken link) {
    String token = tokens.sign(link);
    return settings.publicUrl()
        + switch (link.kind()) {
          case OPEN, STEP_OPEN -> "/t/o/" + token + ".gif";
          case CLICK, STEP_CLICK -> "/t/c/" + token;
          case UNSUBSCRIBE -> "/u/" + token;
          case CONFIRM -> "/t/confirm/" + token;
        };
  }

  private String pixel(Message message, Tracking tracking) {
    boolean counted =
        message.channel() == Channel.EMAIL && message.purpose() != Purpose.TRANSACTIONAL;
    return counted
        ? "<img src=\"%s\" width=\"1\" height=\"1\" alt=\"\" style=\"display:block;border:0;\">"
            .formatted(
                address(
                    tracking.opens()
                        ? new LinkToken(Kind.OPEN, message.id(), 0)
                        : ofStep(Kind.STEP_OPEN, message, 0)))
        : "";
  }

  /** Who is observed must be able to end it from the mail, whatever the mail is about. */
  private static boolean needsFooter(Message message, Tracking tracking) {
    return isMarketing(message) || (message.channel() == Channel.EMAIL && tracking.any());
  }

  private String footer(Message message, Locale language) {
    return EmailFrame.footer(
        Map.of(
            "reason", escape(reason(message, language)),
            "address", escape(address(message, Kind.UNSUBSCRIBE)),
            "unsubscribe", escape(words("content.footer." + way(message), language))));
  }

  private String textFooter(Message message, Locale language) {
    return "\n-- \n%s\n%s\n"
        .formatted(
            reason(message, language),
            words(
                "content.footer." + way(message) + "-at",
                language,
                address(message, Kind.UNSUBSCRIBE)));
  }

  private static String way(Message message) {
    return isMarketing(message) ? "unsubscribe" : "preferences";
  }

  private String reason(Message message, Locale language) {
    if (!isMarketing(message)) {
      return words("content.footer.observed", language);
    }
    return settings.senderName().isBlank()
        ? words("content.footer.reason", language)
        : words("content.footer.reason-of", language, settings.senderName());
  }

  private String words(String key, Locale language, Object... arguments) {
    return messages.getMessage(key, arguments, language);
  }

  /**
   * One-click unsubscribing as RFC 8058 wants it; what is no mass mail says that it is automatic.
   */
  private Map<String, String> headers(Message message) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (isMarketing(message)) {
      headers.put("List-Unsubscribe", "<" + address(message, Kind.UNSUBSCRIBE) + ">");
      headers.put("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    } else {
      headers.put("Auto-Submitted", "auto-generated");
    }
    headers.put(
        "Feedback-ID",
        "%s:%s-v%d:%s:relance"
            .formatted(
                message.step(), message.journey(), message.version(), message.purpose().word()));
    return headers;
  }

  private static boolean isMarketing(Message message) {
    return message.channel() == Channel.EMAIL && message.purpose() == Purpose.MARKETING;
  }

  private static String escape(String text) {
    return HtmlUtils.htmlEscape(text, "UTF-8");
  }
}
