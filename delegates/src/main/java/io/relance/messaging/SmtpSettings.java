package io.relance.messaging;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The SMTP server that mail is submitted to.
 *
 * @param host empty where none is configured; mail then waits
 * @param startTls {@code required} (the default), {@code optional} or {@code off}
 * @param from the From header, as "Name &lt;address&gt;"
 */
@ConfigurationProperties("relance.smtp")
public record SmtpSettings(
    @DefaultValue("") String host,
    @DefaultValue("587") int port,
    @DefaultValue("") String username,
    @DefaultValue("") String password,
    @DefaultValue("required") String startTls,
    @DefaultValue("") String from) {

  @Override
  public String toString() {
    return "smtp://" + host + ":" + port;
  }
}
