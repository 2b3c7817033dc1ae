package io.relance.runtime;

import io.relance.core.ContactId;
import io.relance.process.Together;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.ProcessEngineImpl;
import org.camunda.bpm.engine.impl.interceptor.CommandExecutor;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Moves many tokens in one transaction and one command of the engine. Whoever moves tokens holds
 * their contacts until the transaction ends (an advisory lock each), on whatever node: so two
 * batches never meet at one token, and no event falls between its arrival and a token that begins
 * to wait for it.
 */
@Component
class Moves {

  /** As many as the engine writes well in one go: it sorts executions by pairs. */
  static final int BATCH = 200;

  private static final int LOCKS = 7_265;

  private final CommandExecutor commands;
  private final JdbcClient jdbc;
  private final Nudge nudge;
  private volatile boolean inSets;

  Moves(ProcessEngine engine, RuntimeSettings settings, JdbcClient jdbc, Nudge nudge) {
    this.inSets = settings.inSets();
    this.commands =
        ((ProcessEngineImpl) engine).getProcessEngineConfiguration().getCommandExecutorTxRequired();
    this.jdbc = jdbc;
    this.nudge = nudge;
  }

  /** Whether tokens move in sets, or each through the engine's own commands. */
  boolean inSets() {
    return inSets;
  }

  /** For the proof that both ways are equal. */
  void inSets(boolean together) {
    inSets = together;
  }

  /**
   * Makes the moves, at most one of each contact, in the running transaction; any failure is the
   * failure of all.
   *
   * @param walks the contacts, which must be held, by process instance
   * @return moves whose process instance has a shape that only the engine's own way knows, or is
   *     gone: not made
   */
  <M extends Move> List<M> make(Map<String, ContactId> walks, List<M> moves) {
    List<M> left = new ArrayList<>();
    if (!moves.isEmpty()) {
      Together.move(
          walks,
          () ->
              commands.execute(
                  context -> {
                    Set<String> restored =
                        Hydration.restore(
                            context, moves.stream().map(Move::processInstanceId).toList());
                    for (M move : moves) {
                      if (restored.contains(move.processInstanceId())) {
                        move.perform(context);
                      } else {
                        left.add(move);
                      }
                    }
                    return left;
                  }));
      nudge.afterCommit();
    }
    return left;
  }

  /** Waits until these contacts are ours to move, until the running transaction ends. */
  void hold(Collection<ContactId> contacts) {
    hold(jdbc, contacts);
  }

  static void hold(JdbcClient jdbc, Collection<ContactId> contacts) {
    jdbc.sql(
            """
            SELECT count(pg_advisory_xact_lock(:locks, one))
              FROM (SELECT DISTINCT CAST(contact % 2147483647 AS integer) AS one
                      FROM unnest(:contacts) AS contact
                     ORDER BY 1) ordered
            """)
        .param("locks", LOCKS)
        .param("contacts", contacts.stream().map(ContactId::value).toArray(Long[]::new))
        .query(Long.class)
        .single();
  }

  /**
   * In SQL, whether the contact of this expression is ours to move from now on; to be asked of rows
   * that are certain, each once.
   */
  static String held(String contact) {
    return "pg_try_advisory_xact_lock(%d, CAST(%s %% 2147483647 AS integer))"
        .formatted(LOCKS, contact);
  }
}
