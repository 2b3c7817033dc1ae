package io.relance.report;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Work for people that journeys wait for. */
@Repository
public class CallList {

  private static final String OPEN =
      """
      SELECT t.id_, t.name_, t.description_, t.assignee_, t.task_def_key_, t.create_time_ AT TIME ZONE 'UTC' AS since,
             (SELECT string_agg(l.group_id_, ', ' ORDER BY l.group_id_)
                FROM act_ru_identitylink l WHERE l.task_id_ = t.id_ AND l.group_id_ IS NOT NULL) AS groups,
             e.journey_key, e.version, e.business_key, j.name AS journey_name,
             c.external_id, c.phone, c.email,
             COALESCE(NULLIF(concat_ws(' ', c.attributes ->> 'firstName', c.attributes ->> 'lastName'), ''), c.email,
                      c.external_id) AS contact_title
        FROM act_ru_task t
        JOIN enrolment e ON e.process_instance_id = t.proc_inst_id_
        JOIN journey j ON j.key = e.journey_key
        LEFT JOIN contact c ON c.id = e.contact_id
       WHERE (CAST(:id AS text) IS NULL OR t.id_ = :id)
       ORDER BY t.create_time_, t.id_
       LIMIT 200
      """;

  private final JdbcClient jdbc;
  private final Drawings drawings;

  CallList(JdbcClient jdbc, Drawings drawings) {
    this.jdbc = jdbc;
    this.drawings = drawings;
  }

  /** Everything that is open, the oldest first. */
  public List<Call> open() {
    return find(null);
  }

  /** One open task. */
  public Optional<Call> byId(String id) {
    return find(id).stream().findFirst();
  }

  private List<Call> find(@Nullable String id) {
    return jdbc.sql(OPEN)
        .param("id", id)
        .query(
            (row, number) ->
                new Call(
                    row.getString("id_"),
                    Objects.requireNonNullElse(
                        row.getString("name_"), row.getString("task_def_key_")),
                    row.getString("description_"),
                    row.getString("assignee_"),
                    row.getString("groups"),
                    Objects.requireNonNull(Rows.instant(row, "since")),
                    row.getString("journey_key"),
                    row.getString("journey_name"),
                    row.getString("external_id"),
                    row.getString("contact_title"),
                    row.getString("phone"),
                    row.getString("email"),
                    drawings
                        .of(row.getString("journey_key"), row.getInt("version"))
                        .outcomes(row.getString("task_def_key_"))))
        .list();
  }

  /**
   * One task.
   *
   * @param script what the journey tells the person to say or do
   * @param outcomes the words that the journey asks about behind this step
   */
  public record Call(
      String id,
      String name,
      @Nullable String script,
      @Nullable String assignee,
      @Nullable String groups,
      Instant since,
      String journey,
      String journeyName,
      @Nullable String contact,
      @Nullable String contactTitle,
      @Nullable String phone,
      @Nullable String email,
      List<String> outcomes) {}
}
