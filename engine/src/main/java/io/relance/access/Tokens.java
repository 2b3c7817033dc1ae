package io.relance.access;

import io.relance.core.Audited;
import io.relance.core.Rejected;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The API tokens that other systems present; only their hashes are kept. */
@Repository
public class Tokens {

  private final JdbcClient jdbc;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  Tokens(JdbcClient jdbc, ApplicationEventPublisher events, Clock clock) {
    this.jdbc = jdbc;
    this.events = events;
    this.clock = clock;
  }

  /** Makes a token; its secret can be read from the answer and never again. */
  @Transactional
  public Issued issue(String name, Set<Permission> scopes, @Nullable Instant expiresAt) {
    if (name.isBlank() || name.length() > 100) {
      throw invalid("name", "must be 1 to 100 characters");
    }
    if (scopes.isEmpty()) {
      throw invalid(
          "scopes", "must name at least one of " + words(Arrays.asList(Permission.values())));
    }
    if (expiresAt != null && !expiresAt.isAfter(clock.instant())) {
      throw invalid("expiresAt", "must be in the future");
    }
    TokenSecret secret = TokenSecret.random();
    return new Issued(store(name.strip(), scopes, expiresAt, secret), secret.text());
  }

  /**
   * Accepts a secret that the operator chose, so that the demo answers to a token known beforehand;
   * calling it again with the same secret changes nothing but the scopes.
   */
  @Transactional
  public void adopt(String name, Set<Permission> scopes, String secret) {
    store(name, scopes, null, TokenSecret.chosen(secret));
  }

  @Transactional
  void revoke(UUID id) {
    int revoked =
        jdbc.sql("UPDATE api_token SET revoked_at = coalesce(revoked_at, :now) WHERE id = :id")
            .param("now", now())
            .param("id", id)
            .update();
    if (revoked == 0) {
      throw new Rejected(404, "not-found", "There is no token " + id + ".");
    }
    events.publishEvent(new Audited("token.revoked", id.toString()));
  }

  List<Token> all() {
    return jdbc.sql(
            """
            SELECT id, name, prefix, scopes, created_by, created_at, expires_at, revoked_at, used_at
            FROM api_token
            ORDER BY revoked_at IS NOT NULL, created_at DESC, id
            """)
        .query(Tokens::token)
        .list();
  }

  /** The valid token with this secret, and notes that it was used, at most once a minute. */
  Optional<Token> presented(String secret) {
    byte[] hash = TokenSecret.hash(secret);
    Optional<Token> found =
        jdbc.sql(
                """
                SELECT id, name, prefix, scopes, created_by, created_at, expires_at, revoked_at, used_at
                FROM api_token
                WHERE hash = :hash
                """)
            .param("hash", hash)
            .query(Tokens::token)
            .optional()
            .filter(token -> token.validAt(clock.instant()));
    found.ifPresent(token -> used(token.id()));
    return found;
  }

  private void used(UUID id) {
    jdbc.sql(
            """
            UPDATE api_token
            SET used_at = :now
            WHERE id = :id AND (used_at IS NULL OR used_at < :aMinuteAgo)
            """)
        .param("now", now())
        .param("id", id)
        .param("aMinuteAgo", now().minusMinutes(1))
        .update();
  }

  private UUID store(
      String name, Set<Permission> scopes, @Nullable Instant expiresAt, TokenSecret secret) {
    UUID id =
        jdbc.sql(
                """
                INSERT INTO api_token (id, name, prefix, hash, scopes, created_by, created_at, expires_at)
                VALUES (:id, :name, :prefix, :hash, :scopes, :who, :now, :expires)
                ON CONFLICT (hash) DO UPDATE
                SET scopes = excluded.scopes, name = excluded.name, revoked_at = NULL
                RETURNING id
                """)
            .param("id", UUID.randomUUID())
            .param("name", name)
            .param("prefix", secret.prefix())
            .param("hash", TokenSecret.hash(secret.text()))
            .param("scopes", scopes.stream().map(Permission::word).sorted().toArray(String[]::new))
            .param("who", CurrentUser.name())
            .param("now", now())
            .param("expires", expiresAt == null ? null : expiresAt.atOffset(ZoneOffset.UTC))
            .query(UUID.class)
            .single();
    events.publishEvent(
        new Audited("token.issued", id.toString(), Map.of("name", name, "scopes", words(scopes))));
    return id;
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }

  private static String words(Collection<Permission> scopes) {
    return scopes.stream().map(Permission::word).collect(Collectors.joining(", "));
  }

  private static Rejected invalid(String field, String message) {
    return new Rejected(400, "invalid", "`" + field + "` " + message + ".").with(field, message);
  }

  private static Token token(ResultSet row, int n) throws SQLException {
    var scopes = EnumSet.noneOf(Permission.class);
    for (String word : (String[]) row.getArray("scopes").getArray()) {
      Permission.of(word).ifPresent(scopes::add);
    }
    return new Token(
        row.getObject("id", UUID.class),
        row.getString("name"),
        row.getString("prefix"),
        scopes,
        row.getString("created_by"),
        Objects.requireNonNull(instant(row, "created_at")),
        instant(row, "expires_at"),
        instant(row, "revoked_at"),
        instant(row, "used_at"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    Timestamp at = row.getTimestamp(column);
    return at == null ? null : at.toInstant();
  }

  /** A token just made, with the secret that is shown this once. */
  public record Issued(UUID id, String secret) {

    @Override
    public String toString() {
      return "Issued[id=" + id + "]"; // the secret must not slip into a log
    }
  }
}
