package io.relance.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;

/**
 * The answers already given, by caller and Idempotency-Key. Ages are counted by the database's own
 * clock: the demo's time machine must not make a request in flight look abandoned.
 */
@Repository
class IdempotentAnswers {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final JdbcClient jdbc;

  IdempotentAnswers(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Takes the key for a request that now begins; committed at once, so that a second one sees it. A
   * key whose request vanished with its node is given away again after ten minutes.
   */
  boolean begin(String caller, String key, byte[] hash) {
    return jdbc.sql(
                """
                INSERT INTO idempotent_answer AS a (caller, key, body_hash, at)
                VALUES (:caller, :key, :hash, now())
                ON CONFLICT (caller, key) DO UPDATE
                SET body_hash = excluded.body_hash, at = now(), status = NULL, body = NULL, words = NULL
                WHERE (a.status IS NULL AND a.at < now() - interval '10 minutes')
                   OR a.at < now() - interval '7 days'
                """)
            .param("caller", caller)
            .param("key", key)
            .param("hash", hash)
            .update()
        == 1;
  }

  Optional<Given> given(String caller, String key) {
    return jdbc.sql(
            """
            SELECT body_hash, status, media_type, headers, body
            FROM idempotent_answer
            WHERE caller = :caller AND key = :key
            """)
        .param("caller", caller)
        .param("key", key)
        .query(
            (row, n) ->
                new Given(
                    row.getBytes("body_hash"),
                    row.getObject("status", Integer.class),
                    row.getString("media_type"),
                    headers(row.getString("headers")),
                    row.getBytes("body")))
        .optional();
  }

  void keep(
      String caller,
      String key,
      int status,
      @Nullable String mediaType,
      Map<String, String> headers,
      byte[] body) {
    jdbc.sql(
            """
            UPDATE idempotent_answer
            SET status = :status, media_type = :type, headers = :headers::jsonb, body = :body,
                -- Erasure finds by them what names a person.
                words = ARRAY(SELECT DISTINCT hashtextextended(word, 0) FROM unnest(CAST(:words AS text[])) AS word)
            WHERE caller = :caller AND key = :key
            """)
        .param("status", status)
        .param("type", mediaType)
        .param("headers", json(headers))
        .param("body", body)
        .param("words", AnswerWords.of(body, headers.values()).toArray(String[]::new))
        .param("caller", caller)
        .param("key", key)
        .update();
  }

  /** Nothing final was answered: the same key may try again. */
  void forget(String caller, String key) {
    jdbc.sql("DELETE FROM idempotent_answer WHERE caller = :caller AND key = :key")
        .param("caller", caller)
        .param("key", key)
        .update();
  }

  @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT5M")
  void forgetOld() {
    jdbc.sql("DELETE FROM idempotent_answer WHERE at < now() - interval '7 days'").update();
  }

  private static String json(Map<String, String> headers) {
    try {
      return JSON.writeValueAsString(headers);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of texts is always JSON", e);
    }
  }

  private static Map<String, String> headers(String json) {
    try {
      return JSON.readValue(json, new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("written by us as a map of texts", e);
    }
  }

  /** What the table knows; without a status the first request is still under way. */
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared as a whole
  record Given(
      byte[] hash,
      @Nullable Integer status,
      @Nullable String mediaType,
      Map<String, String> headers,
      byte @Nullable [] body) {

    boolean isFor(byte[] other) {
      return Arrays.equals(hash, other);
    }
  }
}
