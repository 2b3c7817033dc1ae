package io.relance.access;

import io.relance.runtime.Pump;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes it seen when somebody changes or takes out a row of the audit log: each row is sealed with
 * a hash over itself and the row before it. Whoever writes down the newest hash elsewhere also sees
 * when the whole chain was made anew.
 */
@Component
class AuditChain implements Pump {

  private static final int LOCK = 7_266;
  private static final int PIECE = 500;
  private static final byte[] BEGINNING = new byte[32];

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;

  AuditChain(JdbcClient jdbc, PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.transaction = new TransactionTemplate(transactions);
  }

  /**
   * What a look at the whole chain found.
   *
   * @param sealed how many rows are in the chain
   * @param waiting how many rows are not sealed yet; more than a few for more than a moment is odd
   * @param head the newest hash, to be kept elsewhere; empty when there is no row
   * @param broken the place of the first link that does not hold
   */
  public record Found(long sealed, long waiting, String head, @Nullable Break broken) {

    public boolean whole() {
      return broken == null;
    }
  }

  /**
   * Where the chain breaks.
   *
   * @param what {@code changed}: the row or its hash is not what was sealed; {@code missing}: a row
   *     was taken out
   */
  public record Break(long place, String what) {}

  @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
  private record Link(long n, byte[] hash) {}

  @Override
  public String name() {
    return "audit-chain";
  }

  /** Seals what was committed since. */
  @Override
  public int runOnce() {
    return Objects.requireNonNull(transaction.execute(status -> seal()));
  }

  private int seal() {
    if (!anyUnsealed() || !lock()) {
      return 0; // nothing to do, or another node does it
    }
    Link last = last();
    List<Row> rows = rows("WHERE n IS NULL ORDER BY id LIMIT :piece", 0, PIECE);
    List<Long> ids = new ArrayList<>();
    List<Long> places = new ArrayList<>();
    List<byte[]> hashes = new ArrayList<>();
    for (Row row : rows) {
      last = new Link(last.n() + 1, hash(last.hash(), row));
      ids.add(row.id());
      places.add(last.n());
      hashes.add(last.hash());
    }
    jdbc.sql(
            """
            UPDATE audit a
               SET n = s.n, hash = decode(s.hash, 'hex')
              FROM unnest(:ids, :places, :hashes) AS s(id, n, hash)
             WHERE a.id = s.id
            """)
        .param("ids", ids.toArray(Long[]::new))
        .param("places", places.toArray(Long[]::new))
        .param("hashes", hashes.stream().map(HexFormat.of()::formatHex).toArray(String[]::new))
        .update();
    return rows.size();
  }

  private boolean anyUnsealed() {
    return jdbc.sql("SELECT EXISTS (SELECT FROM audit WHERE n IS NULL)")
        .query(Boolean.class)
        .single();
  }

  private boolean lock() {
    return jdbc.sql("SELECT pg_try_advisory_xact_lock(:lock, 0)")
        .param("lock", LOCK)
        .query(Boolean.class)
        .single();
  }

  private Link last() {
    return jdbc.sql("SELECT n, hash FROM audit WHERE n IS NOT NULL ORDER BY n DESC LIMIT 1")
        .query((row, number) -> new Link(row.getLong("n"), row.getBytes("hash")))
        .optional()
        .orElseGet(() -> new Link(0, BEGINNING));
  }

  /** Goes along the whole chain, a piece at a time. */
  Found check() {
    Link last = new Link(0, BEGINNING);
    for (List<Row> rows = after(last.n()); !rows.isEmpty(); rows = after(last.n())) {
      for (Row row : rows) {
        long place = last.n() + 1;
        if (row.n() != place) {
          return found(last, new Break(place, "missing"));
        }
        byte[] expected = hash(last.hash(), row);
        if (!Arrays.equals(expected, row.hash())) {
          return found(last, new Break(place, "changed"));
        }
        last = new Link(place, expected);
      }
    }
    return found(last, null);
  }

  private Found found(Link last, @Nullable Break broken) {
    return new Found(
        last.n(),
        jdbc.sql("SELECT count(*) FROM audit WHERE n IS NULL").query(Long.class).single(),
        last.n() == 0 ? "" : HexFormat.of().formatHex(last.hash()),
        broken);
  }

  private List<Row> after(long n) {
    return rows("WHERE n > :after ORDER BY n LIMIT :piece", n, PIECE);
  }

  @SuppressWarnings("ArrayRecordComponent") // read once, never compared as a whole
  private record Row(
      long id,
      long n,
      byte[] hash,
      Instant at,
      String who,
      String action,
      String what,
      String detail) {}

  private List<Row> rows(String which, long after, int piece) {
    JdbcClient.StatementSpec statement =
        jdbc.sql(
                "SELECT id, coalesce(n, 0) AS n, coalesce(hash, '') AS hash, at, who, action, what,"
                    + " CAST(detail AS text) AS detail FROM audit "
                    + which)
            .param("piece", piece);
    return (which.contains(":after") ? statement.param("after", after) : statement)
        .query(AuditChain::read)
        .list();
  }

  private static Row read(ResultSet row, int number) throws SQLException {
    return new Row(
        row.getLong("id"),
        row.getLong("n"),
        row.getBytes("hash"),
        row.getTimestamp("at").toInstant(),
        row.getString("who"),
        row.getString("action"),
        row.getString("what"),
        row.getString("detail"));
  }

  /** Every part goes in with its length, so that no two rows are made of the same bytes. */
  private static byte[] hash(byte[] before, Row row) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(before);
    bytes.writeBytes(ByteBuffer.allocate(8).putLong(row.id()).array());
    bytes.writeBytes(
        ByteBuffer.allocate(8).putLong(ChronoUnit.MICROS.between(Instant.EPOCH, row.at())).array());
    for (String text : List.of(row.who(), row.action(), row.what(), row.detail())) {
      byte[] part = text.getBytes(StandardCharsets.UTF_8);
      bytes.writeBytes(ByteBuffer.allocate(4).putInt(part.length).array());
      bytes.writeBytes(part);
    }
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
