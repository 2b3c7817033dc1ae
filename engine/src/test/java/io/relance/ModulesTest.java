package io.relance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

/** The features of both jars are modules: no circles, and nobody reaches into another's inside. */
class ModulesTest {

  private final ApplicationModules modules = ApplicationModules.of(Relance.class);

  @Test
  void theFeaturesOfBothJarsAreModules() {
    assertThat(modules.stream().map(it -> it.getIdentifier().toString()))
        .containsExactlyInAnyOrder(
            // delegates
            "core",
            "process",
            "messaging",
            "scoring",
            "action",
            // engine
            "contact",
            "score",
            "datamart",
            "consent",
            "content",
            "segment",
            "journey",
            "runtime",
            "event",
            "tracking",
            "report",
            "access",
            "task",
            "demo",
            "platform");
  }

  @Test
  void modulesKeepToTheirBordersAndFormNoCircle() {
    modules.verify();
  }
}
