package io.relance.access;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.relance.core.Rejected;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.DefaultApplicationArguments;

/** Who can log in at the very first start, which several nodes may make at the same time. */
class FirstAdministratorTest {

  private final Users users = mock(Users.class);
  private final FirstAdministrator first =
      new FirstAdministrator(users, new AccessSettings("admin", "correct horse battery staple"));

  @BeforeEach
  void somebodyElseTakesTheName() {
    doThrow(new Rejected(409, "taken", "The name admin is taken."))
        .when(users)
        .create(anyString(), anyString(), any(), anyString());
  }

  @Test
  void aNodeGoesOnWhenAnotherMadeTheAdministratorAMomentEarlier() {
    when(users.isEmpty()).thenReturn(true, false);
    assertThatCode(() -> first.run(new DefaultApplicationArguments())).doesNotThrowAnyException();
  }

  @Test
  void aNodeStopsWhenThereIsStillNobody() {
    when(users.isEmpty()).thenReturn(true);
    assertThatThrownBy(() -> first.run(new DefaultApplicationArguments()))
        .isInstanceOf(Rejected.class);
  }
}
