package io.relance.consent;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.relance.consent.Consents.Addresses;
import io.relance.contact.ImportedConsents;
import io.relance.core.Channel;
import io.relance.core.ContactId;
import io.relance.core.LegalBasis;
import io.relance.core.Purpose;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Consent proved by a file: counts only for those who have never said anything themselves. */
@Component
class GrantedByImport implements ImportedConsents {

  private final JdbcClient jdbc;
  private final Suppressions suppressions;
  private final Clock clock;

  GrantedByImport(JdbcClient jdbc, Suppressions suppressions, Clock clock) {
    this.jdbc = jdbc;
    this.suppressions = suppressions;
    this.clock = clock;
  }

  @Override
  public void grant(
      List<ContactId> contacts,
      Channel channel,
      Purpose purpose,
      LegalBasis basis,
      @Nullable String textVersion,
      Map<String, Object> proof) {
    Map<String, Object> proved = new LinkedHashMap<>(proof);
    basis.proof().ifPresent(name -> proved.putIfAbsent(name, proof.getOrDefault("proof", "")));
    jdbc.sql(
            """
            WITH new AS (
              INSERT INTO consent (contact_id, channel, purpose, status, since)
              SELECT DISTINCT id, :channel, :purpose, 'granted', CAST(:now AS timestamptz)
                FROM unnest(:contacts) AS c(id)
                  ON CONFLICT (contact_id, channel, purpose) DO NOTHING
              RETURNING contact_id)
            INSERT INTO consent_record (contact_id, channel, purpose, status, basis, text_version, at, source, proof)
            SELECT contact_id, :channel, :purpose, 'granted', :basis, :version, :now, 'import', CAST(:proof AS jsonb)
              FROM new
            """)
        .param("contacts", willing(contacts, channel))
        .param("channel", channel.word())
        .param("purpose", purpose.word())
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .param("proof", json(proved))
        .param("basis", basis.word())
        .param("version", textVersion)
        .update();
  }

  /** Leaves out those who had themselves erased before: a file does not speak for them. */
  private Long[] willing(List<ContactId> contacts, Channel channel) {
    Map<Long, String> keys = new LinkedHashMap<>();
    jdbc.sql("SELECT id, email, phone FROM contact WHERE id = ANY (:ids)")
        .param("ids", contacts.stream().map(ContactId::value).toArray(Long[]::new))
        .query(
            (RowCallbackHandler)
                row -> {
                  long id = row.getLong("id");
                  String key =
                      Addresses.read(row)
                          .on(channel)
                          .map(address -> suppressions.key(channel, address))
                          .orElse("");
                  keys.put(id, key);
                });
    Set<String> erased = suppressions.erased(channel, keys.values());
    return keys.entrySet().stream()
        .filter(entry -> !erased.contains(entry.getValue()))
        .map(Map.Entry::getKey)
        .toArray(Long[]::new);
  }

  private static String json(Map<String, Object> proof) {
    try {
      return Consents.JSON.writeValueAsString(proof);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a proof that cannot be written as JSON", e);
    }
  }
}
