package io.relance.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepCatalogueTest {

  @Test
  void findsAStepByExactlyItsExpression() {
    assertThat(StepCatalogue.ofExpression("${sendEmail}"))
        .contains(StepCatalogue.ofBean(StepCatalogue.SEND_EMAIL).orElseThrow());
    assertThat(StepCatalogue.ofExpression("#{sendEmail}")).isEmpty();
    assertThat(StepCatalogue.ofExpression("${sendEmail }")).isEmpty();
  }

  @Test
  void stepsThatSendWaitForTheirOutcome() {
    assertThat(StepCatalogue.all())
        .filteredOn(StepType::waits)
        .extracting(StepType::bean)
        .containsExactly("sendEmail", "sendSms", "sendVoice", "callWebhook", "notifyColleague");
  }

  @Test
  void readsTheNameOfAClick() {
    assertThat(MessageNames.asLinkClick(MessageNames.linkClicked("mail_W1", "guide")))
        .contains(new MessageNames.LinkClick("mail_W1", "guide"));
    assertThat(MessageNames.asLinkClick("LinkClicked"))
        .contains(new MessageNames.LinkClick(null, null));
    assertThat(MessageNames.asLinkClick("LinkClickedOnce")).isEmpty();
  }

  @Test
  void readsTheWeightsOfASplit() {
    assertThat(Weights.parse("A=50, B = 30,Rest=20").orElseThrow().paths())
        .containsExactly(
            java.util.Map.entry("A", 50),
            java.util.Map.entry("B", 30),
            java.util.Map.entry("Rest", 20));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "A=50", "A=0,B=0", "A=50,A=50", "A=-1,B=2", "A=1.5,B=2", "A=50,B", "=5,B=5"})
  void doesNotReadOtherWeights(String text) {
    assertThat(Weights.parse(text)).isEmpty();
  }
}
