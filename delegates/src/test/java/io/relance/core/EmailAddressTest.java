package io.relance.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ada@example.org",
        "Ada.Lovelace+news@mail.example.co.uk",
        "o'hara@example.com",
        "x_y-z@example.test",
        "a@xn--mller-kva.example",
        "1@2.example"
      })
  void acceptsWhatMailServersAccept(String text) {
    assertThat(EmailAddress.of(text)).hasValue(new EmailAddress(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ada",
        "@example.org",
        "ada@",
        "ada@localhost",
        "a@b@c",
        "a@[127.0.0.1]",
        "a@127.0.0.1",
        "\"a b\"@example.org",
        "@relay.example:ada@example.org",
        "ada(comment)@example.org",
        "ada@example.org.",
        "team: ada@example.org;",
        "Ada <ada@example.org>",
        "a..b@example.org",
        "-oQ/tmp@example.org",
        "ada@example.org\r\nBcc: eve@example.org",
        "ada\u760Dx@example.org",
        "ada@-example.org",
        "ada@exa mple.org",
        "1234567890123456789012345678901234567890123456789012345678901234x@example.org"
      })
  void refusesWhatCouldReachSomebodyElse(String text) {
    assertThat(EmailAddress.of(text)).isEmpty();
  }

  @Test
  void comparesWithoutRegardToCase() {
    assertThat(new EmailAddress("Ada@Example.ORG").comparable()).isEqualTo("ada@example.org");
  }

  @Test
  void refusesDomainsThatAreTooLong() {
    assertThat(EmailAddress.of("a@" + "label.".repeat(50) + "org")).isEmpty();
  }
}
