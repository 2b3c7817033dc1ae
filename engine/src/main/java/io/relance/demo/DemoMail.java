package io.relance.demo;

import io.relance.messaging.SmtpSettings;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.Profile;

/** Sends all mail of the demo to its own server. */
@Configuration(proxyBeanMethods = false)
@Profile("demo")
class DemoMail {

  @Bean
  @Primary
  SmtpSettings demoSmtp(DemoMailServer server, @Value("${relance.smtp.from}") String from) {
    return new SmtpSettings("127.0.0.1", server.port(), "", "", "off", from);
  }
}
