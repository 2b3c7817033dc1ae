package io.relance.messaging;

import io.relance.core.Channel;
import io.relance.process.Step;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * A step that sends: it records the intent and nothing else; the runtime keeps the token until the
 * outcome is known.
 */
record SendStep(Outbox outbox, Channel channel) implements JavaDelegate {

  @Override
  public void execute(DelegateExecution execution) {
    outbox
        .intend(Step.of(execution), channel)
        .ifPresent(outcome -> Step.report(execution, outcome));
  }

  /** The send steps of the catalogue, by the bean names that diagrams use. */
  @Configuration(proxyBeanMethods = false)
  static class Catalogue {

    @Bean
    JavaDelegate sendEmail(Outbox outbox) {
      return new SendStep(outbox, Channel.EMAIL);
    }

    @Bean
    JavaDelegate sendSms(Outbox outbox) {
      return new SendStep(outbox, Channel.SMS);
    }

    @Bean
    JavaDelegate sendVoice(Outbox outbox) {
      return new SendStep(outbox, Channel.VOICE);
    }

    @Bean
    JavaDelegate callWebhook(Outbox outbox) {
      return new SendStep(outbox, Channel.WEBHOOK);
    }

    @Bean
    JavaDelegate notifyColleague(Outbox outbox) {
      return new SendStep(outbox, Channel.NOTIFICATION);
    }
  }
}
