package io.relance.content;

import java.security.SecureRandom;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The secrets that links are signed with: {@code links-1}, made at the first start, and {@code
 * links-2}… that an operator adds. Remove the old one only when its links may die; nodes read them
 * when they start.
 */
@Repository
class LinkKeys {

  private final JdbcClient jdbc;

  LinkKeys(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  Map<Integer, byte[]> all() {
    Map<Integer, byte[]> keys = stored();
    if (keys.isEmpty()) {
      byte[] secret = new byte[32];
      new SecureRandom().nextBytes(secret);
      jdbc.sql(
              """
              INSERT INTO installation_secret (name, value) VALUES ('links-1', :secret)
                  ON CONFLICT (name) DO NOTHING
              """)
          .param("secret", secret)
          .update();
      keys = stored();
    }
    return keys;
  }

  private Map<Integer, byte[]> stored() {
    Map<Integer, byte[]> keys = new TreeMap<>();
    jdbc.sql("SELECT name, value FROM installation_secret WHERE name ~ '^links-[0-9]{1,2}$'")
        .query(
            row -> {
              keys.put(
                  Integer.parseInt(row.getString("name").substring("links-".length())),
                  row.getBytes("value"));
            });
    return keys;
  }
}
