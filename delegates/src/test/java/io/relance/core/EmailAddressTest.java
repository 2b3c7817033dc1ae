package io.relance.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lea@example.com",
        "o'brien+news@sub.example.co.uk",
        " trimmed@example.com ",
        "UPPER@Example.com"
      })
  void acceptsAddressesThatCanBeWrittenTo(String text) {
    assertThat(EmailAddress.of(text)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nobody",
        "a@b@c.example",
        "a@[127.0.0.1]",
        "@route.example:a@b.example",
        "\"quoted\"@example.com",
        "a@localhost",
        "a@example.com\r\nRCPT TO:<b@example.com>",
        "-oQ/tmp@example.com",
        "name <a@example.com>",
        "a (comment)@example.com",
        "a@example.com\u760A",
        "a\u0000@example.com"
      })
  void refusesWhatCouldBeMoreThanOneRecipient(String text) {
    assertThat(EmailAddress.of(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {65, 300})
  void refusesLocalPartsThatAreTooLong(int length) {
    assertThat(EmailAddress.of("a".repeat(length) + "@example.com")).isEmpty();
  }
}
