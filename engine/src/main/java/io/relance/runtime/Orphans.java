package io.relance.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Looks for rows of the engine that belong to nothing: what foreign keys would have refused, were
 * they not too dear (docs/adr/0023). There are none unless the engine, or a person, has made a
 * mistake.
 */
@Component
public class Orphans {

  private static final Logger log = LoggerFactory.getLogger(Orphans.class);

  private static final String FIND =
      """
      SELECT 'execution without its parent' AS what, x.id_ AS id
        FROM act_ru_execution x
       WHERE x.parent_id_ IS NOT NULL
         AND NOT EXISTS (SELECT FROM act_ru_execution p WHERE p.id_ = x.parent_id_)
       UNION ALL
      SELECT 'execution without its process instance', x.id_
        FROM act_ru_execution x
       WHERE NOT EXISTS (SELECT FROM act_ru_execution p WHERE p.id_ = x.proc_inst_id_)
       UNION ALL
      SELECT 'execution without its version', x.id_
        FROM act_ru_execution x
       WHERE NOT EXISTS (SELECT FROM act_re_procdef d WHERE d.id_ = x.proc_def_id_)
       UNION ALL
      SELECT 'job without its execution', j.id_
        FROM act_ru_job j
       WHERE j.execution_id_ IS NOT NULL
         AND NOT EXISTS (SELECT FROM act_ru_execution x WHERE x.id_ = j.execution_id_)
       UNION ALL
      SELECT 'subscription without its execution', s.id_
        FROM act_ru_event_subscr s
       WHERE s.execution_id_ IS NOT NULL
         AND NOT EXISTS (SELECT FROM act_ru_execution x WHERE x.id_ = s.execution_id_)
       UNION ALL
      SELECT 'variable without its execution', v.id_
        FROM act_ru_variable v
       WHERE v.execution_id_ IS NOT NULL
         AND NOT EXISTS (SELECT FROM act_ru_execution x WHERE x.id_ = v.execution_id_)
       UNION ALL
      SELECT 'task without its execution', t.id_
        FROM act_ru_task t
       WHERE t.execution_id_ IS NOT NULL
         AND NOT EXISTS (SELECT FROM act_ru_execution x WHERE x.id_ = t.execution_id_)
       UNION ALL
      SELECT 'identity link without its task', l.id_
        FROM act_ru_identitylink l
       WHERE l.task_id_ IS NOT NULL
         AND NOT EXISTS (SELECT FROM act_ru_task t WHERE t.id_ = l.task_id_)
       UNION ALL
      SELECT 'incident without its execution', i.id_
        FROM act_ru_incident i
       WHERE i.execution_id_ IS NOT NULL
         AND NOT EXISTS (SELECT FROM act_ru_execution x WHERE x.id_ = i.execution_id_)
       UNION ALL
      SELECT 'walk without its process instance', e.business_key
        FROM enrolment e
       WHERE e.ended_at IS NULL
         AND NOT EXISTS (SELECT FROM act_ru_execution x WHERE x.id_ = e.process_instance_id)
       UNION ALL
      SELECT 'process instance without its walk', x.id_
        FROM act_ru_execution x
       WHERE x.parent_id_ IS NULL
         AND NOT EXISTS (SELECT FROM enrolment e WHERE e.process_instance_id = x.id_ AND e.ended_at IS NULL)
      """;

  private final JdbcClient jdbc;
  private final AtomicInteger last = new AtomicInteger();

  Orphans(JdbcClient jdbc, MeterRegistry meters) {
    this.jdbc = jdbc;
    meters.gauge("relance.engine.orphans", last);
  }

  /** A row that belongs to nothing. */
  public record Orphan(String what, String id) {}

  /** At most a thousand of them, of one instant. */
  public List<Orphan> find() {
    return jdbc.sql("SELECT * FROM (" + FIND + ") orphans LIMIT 1000").query(Orphan.class).list();
  }

  @Scheduled(cron = "0 41 3 * * *", zone = "UTC")
  void look() {
    List<Orphan> orphans = find();
    last.set(orphans.size());
    if (!orphans.isEmpty()) {
      log.error(
          "{} rows of the engine belong to nothing, such as {}; nothing was changed, see docs/adr/0023",
          orphans.size(),
          orphans.subList(0, Math.min(5, orphans.size())));
    }
  }
}
