package io.relance.consent;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** HMAC-SHA256 under a secret that the installation makes for itself at first use. */
@Component
class KeyedHash {

  private final JdbcClient jdbc;
  private final TransactionTemplate alone;
  private volatile byte @Nullable [] secret;

  KeyedHash(JdbcClient jdbc, PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    // The secret must stay even if the transaction that first needed it is rolled back.
    this.alone = new TransactionTemplate(transactions);
    this.alone.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
  }

  String of(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret(), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no HmacSHA256", e);
    }
  }

  private byte[] secret() {
    byte[] known = secret;
    if (known == null) {
      known = alone.execute(status -> readOrMake());
      secret = known;
    }
    return java.util.Objects.requireNonNull(known);
  }

  private byte[] readOrMake() {
    byte[] made = new byte[32];
    new SecureRandom().nextBytes(made);
    jdbc.sql(
            """
            INSERT INTO installation_secret (name, value) VALUES ('suppression', :value)
                ON CONFLICT (name) DO NOTHING
            """)
        .param("value", made)
        .update();
    return jdbc.sql("SELECT value FROM installation_secret WHERE name = 'suppression'")
        .query(byte[].class)
        .single();
  }
}
