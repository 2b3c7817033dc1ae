package io.relance.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.relance.RelanceTest;
import io.relance.core.Audited;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;

/** The audit log tells when somebody laid hands on it. */
class AuditChainTest extends RelanceTest {

  @Autowired private AuditChain chain;
  @Autowired private ApplicationEventPublisher events;
  @Autowired private Tokens tokens;

  @BeforeEach
  void fiveDeeds() {
    for (int i = 1; i <= 5; i++) {
      events.publishEvent(new Audited("test.done", "thing-" + i, Map.of("i", "" + i)));
    }
    settle();
  }

  @Test
  void isWholeAsLongAsNobodyTouchesIt() {
    AuditChain.Found before = chain.check();
    assertThat(before.whole()).isTrue();
    assertThat(before.sealed()).isEqualTo(5);
    assertThat(before.head()).hasSize(64);

    events.publishEvent(new Audited("test.done", "one more"));
    assertThat(chain.check().waiting()).isOne();
    assertThat(chain.check().head()).isEqualTo(before.head());
    settle();
    assertThat(chain.check().sealed()).isEqualTo(6);
    assertThat(chain.check().head()).isNotEqualTo(before.head());
  }

  @Test
  void seesThatARowWasChanged() {
    jdbc.sql("UPDATE audit SET who = 'somebody else' WHERE what = 'thing-3'").update();
    assertThat(chain.check().broken()).isEqualTo(new AuditChain.Break(3, "changed"));
  }

  @Test
  void seesThatARowWasTakenOutEvenWhenTheOthersMoveUp() {
    jdbc.sql("DELETE FROM audit WHERE what = 'thing-2'").update();
    assertThat(chain.check().broken()).isEqualTo(new AuditChain.Break(2, "missing"));

    jdbc.sql("UPDATE audit SET n = n - 1 WHERE n = 3").update();
    assertThat(chain.check().broken()).isEqualTo(new AuditChain.Break(2, "changed"));
  }

  @Test
  void seesThatARowWasPutIn() {
    jdbc.sql("UPDATE audit SET n = n + 100 WHERE n >= 4").update();
    jdbc.sql(
            """
            INSERT INTO audit (at, who, action, what, n, hash) VALUES (now(), 'x', 'test.done', 'forged', 4, sha256('x'))
            """)
        .update();
    assertThat(chain.check().broken()).isEqualTo(new AuditChain.Break(4, "changed"));
  }

  @Test
  void aMachineMayAsk() {
    tokens.adopt("audit", EnumSet.of(Permission.ADMIN), "audit-test-token");
    tokens.adopt("audit-reader", EnumSet.of(Permission.READ), "audit-read-token");
    assertThat(
            send(request("/api/audit/check")
                    .header("Authorization", "Bearer audit-test-token")
                    .GET())
                .body())
        .contains("\"sealed\"")
        .contains("\"broken\":null");
    assertThat(
            send(request("/api/audit/check")
                    .header("Authorization", "Bearer audit-read-token")
                    .GET())
                .statusCode())
        .isEqualTo(403);
  }
}
