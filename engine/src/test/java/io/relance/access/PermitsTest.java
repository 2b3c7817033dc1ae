package io.relance.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;

class PermitsTest {

  @Test
  void letsTheMostSpecificLineDecideWhateverTheOrder() {
    var general = Permit.of("GET", "/things/**", Permission.READ, false);
    var special = Permit.of("GET", "/things/{id}/secret", Permission.ADMIN, false);
    for (Permits permits :
        new Permits[] {new Permits(general, special), new Permits(special, general)}) {
      assertThat(permits.decidingOn(HttpMethod.GET, "/things/1/secret")).contains(special);
      assertThat(permits.decidingOn(HttpMethod.GET, "/things/1")).contains(general);
      assertThat(permits.decidingOn(HttpMethod.HEAD, "/things/1")).contains(general);
      assertThat(permits.decidingOn(HttpMethod.POST, "/things/1")).isEmpty();
    }
  }

  @Test
  void seesTwoLinesThatClaimTheSame() {
    var one = Permit.of("GET", "/a/{x}/c", Permission.READ, false);
    var other = Permit.of("GET|POST", "/a/{y}/c", Permission.ADMIN, false);
    assertThat(new Permits(one, other).claiming(HttpMethod.GET, "/a/b/c")).hasSize(2);
    assertThat(new Permits(one, other).claiming(HttpMethod.POST, "/a/b/c")).containsExactly(other);
  }

  @Test
  void givesEachRoleAllThatTheFormerHas() {
    Role[] roles = Role.values();
    for (int i = 1; i < roles.length; i++) {
      Role former = roles[i - 1];
      Role role = roles[i];
      assertThat(Stream.of(Permission.values()).filter(former::may)).allMatch(role::may);
    }
    assertThat(Stream.of(Permission.values())).allMatch(Role.ADMIN::may);
    assertThat(Stream.of(Permission.values()).filter(Role.VIEWER::may))
        .containsExactly(Permission.READ);
  }
}
