package io.relance.contact;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Where something of a person is kept: read for the access export and for the test that walks the
 * schema, so that no new table is forgotten. Every table is named here, or has a column {@code
 * contact_id} and is found by it.
 */
@Component
class PersonalTables {

  /**
   * Tables that are reached by another way than a column {@code contact_id}, and how. The id of the
   * contact is {@code :id}, its names are {@code :names}.
   */
  private static final Map<String, String> REACHED =
      Map.ofEntries(
          Map.entry("contact", "t.id = :id"),
          Map.entry(
              "message_attempt",
              "t.message_id IN (SELECT m.id FROM message m WHERE m.contact_id = :id)"),
          Map.entry(
              "event_use",
              "t.enrolment_id IN (SELECT e.id FROM enrolment e WHERE e.contact_id = :id)"),
          Map.entry(
              "trail",
              "t.process_instance_id IN (SELECT e.process_instance_id FROM enrolment e WHERE"
                  + " e.contact_id = :id)"),
          Map.entry("enrolment_run_item", "t.external_id = ANY (:names)"),
          Map.entry("enrolment_run_failure", "t.contact_id = :id OR t.external_id = ANY (:names)"),
          Map.entry("audit", "t.what = CAST(:id AS text) AND t.action LIKE 'contact.%'"));

  /** Tables that an access export leaves out, and why that is right. */
  static final Map<String, String> LEFT_OUT =
      Map.ofEntries(
          Map.entry(
              "act_*",
              "the engine knows numbers of contacts only; enrolment and trail say where they are"),
          Map.entry("api_token", "of systems"),
          Map.entry("app_user", "of those who work here"),
          Map.entry("contact_erasure", "a wish to be erased that is done within moments"),
          Map.entry("contact_field", "declares fields, holds no values"),
          Map.entry(
              "contact_import",
              "a file while it is being read; what it says of a contact is in contact"),
          Map.entry(
              "contact_import_rejection",
              "rows that were taken of nobody; erased by name and address"),
          Map.entry("demo_clock", "the time of the demo"),
          Map.entry("demo_delivery", "what the demo's providers received: the messages themselves"),
          Map.entry("engine_signal", "numbers of tokens, for moments"),
          Map.entry("enrolment_run", "counts"),
          Map.entry("flyway_schema_history", "versions of the schema"),
          Map.entry(
              "idempotent_answer", "copies of answers for seven days; erased by name and address"),
          Map.entry("installation_secret", "secrets"),
          Map.entry("job_crash", "numbers of tokens, for moments"),
          Map.entry("job_running", "numbers of tokens, for moments"),
          Map.entry("journey", "diagrams"),
          Map.entry("journey_count", "counts"),
          Map.entry("journey_count_change", "counts"),
          Map.entry("journey_version", "diagrams"),
          Map.entry("mart_aggregate", "says what is computed"),
          Map.entry("mart_column", "declares columns"),
          Map.entry("mart_feed", "says which events become rows"),
          Map.entry("mart_formula", "says what is compared"),
          Map.entry("mart_upload", "a file while it is being read; what it says is in the tables"),
          Map.entry("mart_upload_refusal", "lines that became no row; erased by name and address"),
          Map.entry("mart_table", "declares tables; their rows are found by contact"),
          Map.entry("node", "processes"),
          Map.entry("score_table", "rules"),
          Map.entry("score_threshold", "rules"),
          Map.entry("score_version", "former rules"),
          Map.entry("segment", "rules; who is in one is in segment_member"),
          Map.entry("segment_version", "former rules"),
          Map.entry("step_reaction", "counts of nobody in particular"),
          Map.entry("suppression", "keyed hashes; told in words by the export"),
          Map.entry("wake", "numbers of tokens, for moments"));

  private final JdbcClient jdbc;

  PersonalTables(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * The tables of an access export, each with the condition that finds a contact's rows ({@code t}
   * is the table), in the order of their names; names are quoted as SQL needs them.
   */
  Map<String, String> conditions() {
    Map<String, String> found = new TreeMap<>(REACHED);
    withContactId().forEach(table -> found.putIfAbsent(table, "t.contact_id = :id"));
    LEFT_OUT.keySet().forEach(found::remove);
    return new LinkedHashMap<>(found);
  }

  /** All tables of ours with a column {@code contact_id}, those that users added too. */
  private List<String> withContactId() {
    return jdbc.sql(
            """
            SELECT CASE WHEN n.nspname = 'public' THEN format('%I', c.relname)
                        ELSE format('%I.%I', n.nspname, c.relname) END
              FROM pg_attribute a
              JOIN pg_class c ON c.oid = a.attrelid
              JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE a.attname = 'contact_id' AND a.attnum > 0 AND NOT a.attisdropped
               AND c.relkind IN ('r', 'p') AND NOT c.relispartition
               AND n.nspname IN ('public', 'mart')
             ORDER BY 1
            """)
        .query(String.class)
        .list();
  }

  /** The tables that users added, which hold rows of contacts. */
  List<String> ofUsers() {
    return withContactId().stream().filter(table -> table.startsWith("mart.")).toList();
  }
}
