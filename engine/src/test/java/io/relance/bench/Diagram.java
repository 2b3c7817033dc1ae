package io.relance.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.springframework.core.io.ClassPathResource;

/** The one diagram that everybody runs: a mail, then a click or three days, then the end. */
final class Diagram {

  static final String KEY = "bench";
  static final String MAIL = "mail";
  static final String CLICK = "LinkClicked:mail";

  private Diagram() {}

  /** As a marketer would draw it for us. */
  static String ours() {
    try {
      return new ClassPathResource("bench/walk.bpmn").getContentAsString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Without the texts of the mail: other engines would store each of them as a process variable of
   * every contact, and nobody who knows those engines would ask that of them.
   */
  static String stock() {
    return ours().replaceAll("(?s)<bpmn:extensionElements>.*?</bpmn:extensionElements>", "");
  }

  /** The same in Flowable's dialect, where a step has to say that it waits. */
  static String flowable() {
    return stock()
        .replace("http://camunda.org/schema/1.0/bpmn", "http://flowable.org/bpmn")
        .replace(" camunda:historyTimeToLive=\"180\"", "")
        .replace(
            "camunda:delegateExpression=\"${sendEmail}\"",
            "camunda:triggerable=\"true\" camunda:delegateExpression=\"${sendEmail}\"");
  }

  static String businessKey(long contact) {
    return KEY + ":" + contact;
  }
}
