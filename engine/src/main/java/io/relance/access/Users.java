package io.relance.access;

import io.relance.core.Audited;
import io.relance.core.Rejected;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The people who may log in. */
@Repository
public class Users {

  private static final int SHORTEST_PASSWORD = 8;

  /** bcrypt reads no further. */
  private static final int LONGEST_PASSWORD = 72;

  private static final String COLUMNS =
      "name, full_name, password_hash, role, locale, epoch, created_at, disabled_at";

  private final JdbcClient jdbc;
  private final PasswordEncoder encoder;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  Users(JdbcClient jdbc, PasswordEncoder encoder, ApplicationEventPublisher events, Clock clock) {
    this.jdbc = jdbc;
    this.encoder = encoder;
    this.events = events;
    this.clock = clock;
  }

  /** Lets a new person in. */
  @Transactional
  public void create(String name, String fullName, Role role, String password) {
    if (!name.matches("[a-z0-9][a-z0-9._@+-]{0,59}")) {
      throw invalid("name", "must be 1 to 60 of: small letters, digits and . _ @ + -");
    }
    if (fullName.isBlank() || fullName.length() > 100) {
      throw invalid("fullName", "must be 1 to 100 characters");
    }
    int created =
        jdbc.sql(
                """
                INSERT INTO app_user (name, full_name, password_hash, role, created_at)
                VALUES (:name, :fullName, :hash, :role, :now)
                ON CONFLICT DO NOTHING
                """)
            .param("name", name)
            .param("fullName", fullName.strip())
            .param("hash", hash(password))
            .param("role", role.word())
            .param("now", clock.instant().atOffset(ZoneOffset.UTC))
            .update();
    if (created == 0) {
      throw new Rejected(409, "taken", "The name " + name + " is taken.").with("name", "is taken");
    }
    events.publishEvent(new Audited("user.created", name, Map.of("role", role.word())));
  }

  /** Whether anybody may log in at all. */
  public boolean isEmpty() {
    return jdbc.sql("SELECT NOT EXISTS (SELECT FROM app_user)").query(Boolean.class).single();
  }

  public boolean exists(String name) {
    return byName(name).isPresent();
  }

  Optional<User> byName(String name) {
    return jdbc.sql("SELECT " + COLUMNS + " FROM app_user WHERE name = :name")
        .param("name", name)
        .query(Users::user)
        .optional();
  }

  List<User> all() {
    return jdbc.sql("SELECT " + COLUMNS + " FROM app_user ORDER BY name").query(Users::user).list();
  }

  /** All who run the installation and may log in. */
  List<User> administrators() {
    return jdbc.sql(
            "SELECT "
                + COLUMNS
                + " FROM app_user WHERE role = 'admin' AND disabled_at IS NULL ORDER BY name")
        .query(Users::user)
        .list();
  }

  @Transactional
  void changeRole(String name, Role role) {
    keepOneAdministrator(name, role == Role.ADMIN);
    update("UPDATE app_user SET role = :value WHERE name = :name", name, role.word());
    events.publishEvent(new Audited("user.role-changed", name, Map.of("role", role.word())));
  }

  @Transactional
  void resetPassword(String name, String password) {
    update(
        "UPDATE app_user SET password_hash = :value, epoch = epoch + 1 WHERE name = :name",
        name,
        hash(password));
    events.publishEvent(new Audited("user.password-reset", name));
  }

  @Transactional
  void disable(String name) {
    keepOneAdministrator(name, false);
    update(
        """
        UPDATE app_user
        SET disabled_at = coalesce(disabled_at, :value), epoch = epoch + 1
        WHERE name = :name
        """,
        name,
        clock.instant().atOffset(ZoneOffset.UTC));
    events.publishEvent(new Audited("user.disabled", name));
  }

  @Transactional
  void enable(String name) {
    known(name, jdbc.sql("UPDATE app_user SET disabled_at = NULL WHERE name = :name"));
    events.publishEvent(new Audited("user.enabled", name));
  }

  void rememberLocale(String name, String locale) {
    update("UPDATE app_user SET locale = :value WHERE name = :name", name, locale);
  }

  private void update(String sql, String name, Object value) {
    known(name, jdbc.sql(sql).param("value", value));
  }

  private static void known(String name, JdbcClient.StatementSpec change) {
    if (change.param("name", name).update() == 0) {
      throw new Rejected(404, "not-found", "There is no user " + name + ".");
    }
  }

  /** Without an administrator nobody could ever make one again. */
  private void keepOneAdministrator(String name, boolean staysOne) {
    List<String> administrators =
        jdbc.sql(
                """
                SELECT name
                FROM app_user
                WHERE role = 'admin' AND disabled_at IS NULL
                FOR UPDATE
                """)
            .query(String.class)
            .list();
    if (!staysOne && administrators.equals(List.of(name))) {
      throw new Rejected(
          409, "last-administrator", "This is the last administrator; make another one first.");
    }
  }

  private String hash(String password) {
    if (password.length() < SHORTEST_PASSWORD) {
      throw invalid("password", "must have at least " + SHORTEST_PASSWORD + " characters");
    }
    if (password.getBytes(StandardCharsets.UTF_8).length > LONGEST_PASSWORD) {
      throw invalid("password", "must have at most " + LONGEST_PASSWORD + " bytes");
    }
    return encoder.encode(password);
  }

  private static Rejected invalid(String field, String message) {
    return new Rejected(400, "invalid", "`" + field + "` " + message + ".").with(field, message);
  }

  private static User user(ResultSet row, int n) throws SQLException {
    Timestamp disabled = row.getTimestamp("disabled_at");
    return new User(
        row.getString("name"),
        row.getString("full_name"),
        row.getString("password_hash"),
        Role.of(row.getString("role")).orElseThrow(),
        row.getString("locale"),
        row.getInt("epoch"),
        row.getTimestamp("created_at").toInstant(),
        disabled == null ? null : disabled.toInstant());
  }
}
