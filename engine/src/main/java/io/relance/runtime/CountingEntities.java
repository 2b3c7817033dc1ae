package io.relance.runtime;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.camunda.bpm.engine.impl.cfg.IdGenerator;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.db.DbEntity;
import org.camunda.bpm.engine.impl.db.PersistenceSession;
import org.camunda.bpm.engine.impl.db.entitymanager.DbEntityManager;
import org.camunda.bpm.engine.impl.db.entitymanager.cache.CachedDbEntity;
import org.camunda.bpm.engine.impl.db.entitymanager.cache.DbEntityState;
import org.camunda.bpm.engine.impl.interceptor.Session;
import org.camunda.bpm.engine.impl.interceptor.SessionFactory;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.jspecify.annotations.Nullable;

/**
 * Tells the trail where tokens stand, whatever moved them: compares what the engine is about to
 * write of each execution with what it had read of it.
 */
final class CountingEntities extends DbEntityManager {

  private final Trail trail;

  /**
   * The steps of the executions as the database has them, by id; the engine's own copy is thrown
   * away whenever a row is to be written in any case.
   */
  private final Map<String, String> stored = new HashMap<>();

  private CountingEntities(IdGenerator ids, PersistenceSession session, Trail trail) {
    super(ids, session);
    this.trail = trail;
  }

  @Override
  public void onEntityLoaded(DbEntity entity) {
    if (entity instanceof ExecutionEntity execution) {
      String step = step(execution);
      if (step != null) {
        stored.putIfAbsent(execution.getId(), step);
      }
    }
    super.onEntityLoaded(entity);
  }

  @Override
  protected void flushCachedEntity(CachedDbEntity cached) {
    if (cached.getEntity() instanceof ExecutionEntity execution) {
      compare(execution, isDeleted(cached.getEntityState()) ? null : step(execution));
    }
    super.flushCachedEntity(cached);
  }

  private void compare(ExecutionEntity execution, @Nullable String after) {
    String before =
        after == null ? stored.remove(execution.getId()) : stored.put(execution.getId(), after);
    if (Objects.equals(before, after)) {
      return;
    }
    ProcessDefinition definition = execution.getProcessDefinition();
    if (before != null) {
      trail.stands(definition.getKey(), definition.getVersion(), before, -1);
    }
    if (after != null) {
      trail.stands(definition.getKey(), definition.getVersion(), after, 1);
    }
  }

  /** An execution that only holds a scope open for others has no step, or is for compensation. */
  private static @Nullable String step(ExecutionEntity execution) {
    return execution.isEventScope() ? null : execution.getActivityId();
  }

  private static boolean isDeleted(DbEntityState state) {
    return state == DbEntityState.DELETED_PERSISTENT
        || state == DbEntityState.DELETED_MERGED
        || state == DbEntityState.DELETED_TRANSIENT;
  }

  /** Puts these in the place of the engine's own. */
  record Factory(Trail trail) implements SessionFactory {

    @Override
    public Class<?> getSessionType() {
      return DbEntityManager.class;
    }

    @Override
    public Session openSession() {
      return new CountingEntities(
          Context.getProcessEngineConfiguration().getIdGenerator(),
          Context.getCommandContext().getSession(PersistenceSession.class),
          trail);
    }
  }
}
