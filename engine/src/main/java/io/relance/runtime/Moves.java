package io.relance.runtime;

import io.relance.core.ContactId;
import io.relance.process.Together;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.ProcessEngineImpl;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.interceptor.CommandExecutor;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Moves many tokens in one transaction and one command of the engine; see {@link Holds}. */
@Component
class Moves {

  /** As many as the engine writes well in one go: it sorts executions by pairs. */
  static final int BATCH = 200;

  private final CommandExecutor commands;
  private final Crashes crashes;
  private final JdbcClient jdbc;
  private final Nudge nudge;
  private volatile boolean inSets;

  Moves(
      ProcessEngine engine,
      RuntimeSettings settings,
      Crashes crashes,
      JdbcClient jdbc,
      Nudge nudge) {
    this.crashes = crashes;
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
   * <p>Tokens in company go on through the borders of the steps they come to; one that moves alone
   * stops there, so that a step that fails is an incident of its own.
   *
   * @param walks the contacts, which must be held, by process instance
   * @return moves whose process instance has a shape that only the engine's own way knows, or is
   *     gone: not made
   */
  <M extends Move> List<M> make(Map<String, ContactId> walks, List<M> moves) {
    List<M> left = new ArrayList<>();
    if (!moves.isEmpty()) {
      Set<String> atOnce = moves.size() > 1 ? crashes.unsuspected(walks) : Set.of();
      crashes.moving(walks.values(), moves);
      Together.move(
          walks,
          () ->
              commands.execute(
                  context -> {
                    StepsAtOnce.through(context, atOnce, () -> make(context, moves, left));
                    return left;
                  }));
      nudge.afterCommit();
    }
    return left;
  }

  private static <M extends Move> void make(CommandContext context, List<M> moves, List<M> left) {
    Set<String> restored =
        Hydration.restore(context, moves.stream().map(Move::processInstanceId).toList());
    for (M move : moves) {
      if (restored.contains(move.processInstanceId())) {
        move.perform(context);
      } else {
        left.add(move);
      }
    }
  }

  /** Begins walks, in the running transaction, and does the steps that they come to at once. */
  void begin(Map<String, ContactId> walks, Consumer<CommandContext> start) {
    Set<String> atOnce = inSets && walks.size() > 1 ? crashes.unsuspected(walks) : Set.of();
    crashes.moving(walks.values(), List.of());
    Together.move(
        walks,
        () ->
            commands.execute(
                context -> {
                  StepsAtOnce.through(context, atOnce, () -> start.accept(context));
                  return null;
                }));
    nudge.afterCommit();
  }
}
