package io.relance.segment;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.relance.consent.Suppressions;
import io.relance.core.Audited;
import io.relance.core.Channel;
import io.relance.core.Purpose;
import io.relance.core.Rejected;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The members of a segment as advertising networks match them: hashes of addresses, of those who
 * agreed to be written to on the channel for this purpose, and of no address that is suppressed.
 */
@Component
class HashedAudience {

  private static final int ROWS = 500;
  private static final int AT_ONCE = 2;

  private static final String MEMBERS =
      """
      SELECT CASE WHEN EXISTS (SELECT FROM consent k
                                WHERE k.contact_id = c.id AND k.channel = 'email' AND k.purpose = :purpose
                                  AND k.status = 'granted') THEN c.email END AS email,
             CASE WHEN EXISTS (SELECT FROM consent k
                                WHERE k.contact_id = c.id AND k.channel = 'sms' AND k.purpose = :purpose
                                  AND k.status = 'granted') THEN c.phone END AS phone
        FROM contact c
       WHERE (%s)
       ORDER BY c.id
      """;

  private final NamedParameterJdbcTemplate jdbc;
  private final TransactionTemplate reading;
  private final Segments segments;
  private final Suppressions suppressions;
  private final ApplicationEventPublisher events;
  private final Semaphore places = new Semaphore(AT_ONCE);

  HashedAudience(
      DataSource database,
      PlatformTransactionManager transactions,
      Segments segments,
      Suppressions suppressions,
      ApplicationEventPublisher events) {
    JdbcTemplate template = new JdbcTemplate(database);
    template.setFetchSize(ROWS);
    this.jdbc = new NamedParameterJdbcTemplate(template);
    this.reading = new TransactionTemplate(transactions);
    // PostgreSQL reads with a cursor inside of a transaction only.
    this.reading.setReadOnly(true);
    this.segments = segments;
    this.suppressions = suppressions;
    this.events = events;
  }

  /** What may be told of somebody; nothing where it is not known, not granted or suppressed. */
  private record Addresses(@Nullable String email, @Nullable String phone) {}

  /** Sends the file as the answer of a request. */
  void send(String segment, String wanted, HttpServletResponse response) throws IOException {
    Purpose purpose =
        Purpose.of(wanted)
            .orElseThrow(
                () ->
                    new Rejected(
                            422,
                            "audience-invalid",
                            "Nothing was exported: purpose is none; use marketing or service.")
                        .with("purpose", "is no purpose"));
    Membership who = segments.membership(segment);
    if (!places.tryAcquire()) {
      throw new Rejected(
          429, "export-busy", "Two exports are running already; try again when one is over.");
    }
    try {
      events.publishEvent(
          new Audited("segment.audience", segment, Map.of("purpose", purpose.word())));
      response.setContentType("text/csv");
      response.setCharacterEncoding(StandardCharsets.UTF_8.name());
      response.setHeader(
          "Content-Disposition", "attachment; filename=\"audience-" + segment + ".csv\"");
      response.setHeader("Cache-Control", "no-store");
      CsvWriter csv = CsvWriter.builder().build(response.getWriter());
      csv.writeRecord("email_sha256", "phone_sha256");
      reading.executeWithoutResult(status -> write(who, purpose, csv));
      csv.flush();
    } catch (UncheckedIOException e) {
      throw e.getCause(); // the reader went away
    } finally {
      places.release();
    }
  }

  private void write(Membership who, Purpose purpose, CsvWriter csv) {
    Map<String, Object> parameters = new HashMap<>(who.parameters());
    parameters.put("purpose", purpose.word());
    List<Addresses> some = new ArrayList<>();
    jdbc.query(
        MEMBERS.formatted(who.sql()),
        parameters,
        (RowCallbackHandler)
            row -> {
              some.add(new Addresses(row.getString("email"), row.getString("phone")));
              if (some.size() == ROWS) {
                write(some, csv);
                some.clear();
              }
            });
    write(some, csv);
  }

  private void write(List<Addresses> some, CsvWriter csv) {
    Set<String> emails = suppressed(Channel.EMAIL, some.stream().map(Addresses::email));
    Set<String> phones = suppressed(Channel.SMS, some.stream().map(Addresses::phone));
    for (Addresses one : some) {
      String email = hash(one.email(), emails);
      String phone = hash(one.phone(), phones);
      if (!email.isEmpty() || !phone.isEmpty()) {
        csv.writeRecord(email, phone);
      }
    }
  }

  private Set<String> suppressed(Channel channel, Stream<@Nullable String> addresses) {
    return suppressions.among(channel, addresses.filter(Objects::nonNull).toList());
  }

  /** Of the address as networks agree to write it: without spaces around it, in small letters. */
  private static String hash(@Nullable String address, Set<String> suppressed) {
    if (address == null || suppressed.contains(address)) {
      return "";
    }
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(
                      address.strip().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
