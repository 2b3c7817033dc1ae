package io.relance.runtime;

import static org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity.EVENT_SUBSCRIPTIONS_STATE_BIT;
import static org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity.EXTERNAL_TASKS_BIT;
import static org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity.INCIDENT_STATE_BIT;
import static org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity.JOBS_STATE_BIT;
import static org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity.SUB_CASE_INSTANCE_STATE_BIT;
import static org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity.SUB_PROCESS_INSTANCE_STATE_BIT;
import static org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity.TASKS_STATE_BIT;
import static org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity.VARIABLES_STATE_BIT;

import java.io.InputStream;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.ibatis.builder.xml.XMLMapperBuilder;
import org.apache.ibatis.session.Configuration;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.persistence.entity.EventSubscriptionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.IncidentEntity;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.impl.util.BitMaskUtil;

/**
 * Reads the rows of many process instances with one statement a table and puts them into the
 * engine's own objects, so that the engine asks for nothing while it moves their tokens. The
 * variables are left to the engine, which asks for them where there are any: our diagrams have
 * none.
 */
final class Hydration {

  private static final String STATEMENTS = "io/relance/runtime/hydration.xml";
  private static final String PREFIX = "io.relance.runtime.Hydration.";

  private static final List<Integer> LEFT_TO_THE_ENGINE =
      List.of(VARIABLES_STATE_BIT, SUB_PROCESS_INSTANCE_STATE_BIT, SUB_CASE_INSTANCE_STATE_BIT);
  private static final List<Integer> UNKNOWN_SHAPES =
      List.of(SUB_PROCESS_INSTANCE_STATE_BIT, SUB_CASE_INSTANCE_STATE_BIT, EXTERNAL_TASKS_BIT);

  private Hydration() {}

  /** Teaches the engine our statements; once, after it was built. */
  static void learn(ProcessEngineConfigurationImpl engine) {
    Configuration statements =
        engine.getDbSqlSessionFactory().getSqlSessionFactory().getConfiguration();
    InputStream xml =
        Objects.requireNonNull(
            Hydration.class.getClassLoader().getResourceAsStream(STATEMENTS), STATEMENTS);
    new XMLMapperBuilder(xml, statements, STATEMENTS, statements.getSqlFragments()).parse();
  }

  /**
   * Reads these process instances into the running command.
   *
   * @return those that are there and whose shape it knows; the engine's own way is for the others
   */
  static Set<String> restore(CommandContext context, Collection<String> processInstanceIds) {
    List<ExecutionEntity> all = select(context, "executions", processInstanceIds);
    Map<String, List<ExecutionEntity>> trees =
        all.stream().collect(Collectors.groupingBy(ExecutionEntity::getProcessInstanceId));
    Set<String> unknown = new HashSet<>();
    for (ExecutionEntity execution : all) {
      if (isUnknown(execution)) {
        unknown.add(execution.getProcessInstanceId());
      }
    }
    unknown.forEach(trees::remove);
    Rows rows = Rows.of(context, trees);
    trees.forEach(rows::restore);
    return trees.keySet();
  }

  private static boolean isUnknown(ExecutionEntity execution) {
    return execution.getSuperExecutionId() != null
        || execution.getSuperCaseExecutionId() != null
        || UNKNOWN_SHAPES.stream().anyMatch(bit -> has(execution, bit));
  }

  private static boolean has(ExecutionEntity execution, int bit) {
    return BitMaskUtil.isBitOn(execution.getCachedEntityStateRaw(), bit);
  }

  @SuppressWarnings("unchecked")
  private static <T> List<T> select(
      CommandContext context, String statement, Collection<String> processInstanceIds) {
    return processInstanceIds.isEmpty()
        ? List.of()
        : context
            .getDbEntityManager()
            .selectListWithRawParameter(
                PREFIX + statement,
                Map.of("instances", processInstanceIds.toArray(String[]::new)),
                0,
                Integer.MAX_VALUE);
  }

  /** What hangs on the executions, by process instance. */
  private record Rows(
      Map<String, List<EventSubscriptionEntity>> subscriptions,
      Map<String, List<JobEntity>> jobs,
      Map<String, List<TaskEntity>> tasks,
      Map<String, List<IncidentEntity>> incidents) {

    static Rows of(CommandContext context, Map<String, List<ExecutionEntity>> trees) {
      return new Rows(
          read(
              context,
              "subscriptions",
              trees,
              EVENT_SUBSCRIPTIONS_STATE_BIT,
              EventSubscriptionEntity::getProcessInstanceId),
          read(context, "jobs", trees, JOBS_STATE_BIT, JobEntity::getProcessInstanceId),
          read(context, "tasks", trees, TASKS_STATE_BIT, TaskEntity::getProcessInstanceId),
          read(
              context,
              "incidents",
              trees,
              INCIDENT_STATE_BIT,
              IncidentEntity::getProcessInstanceId));
    }

    /**
     * The engine notes on each execution what may hang on it: where nothing can, nothing is asked.
     */
    private static <T> Map<String, List<T>> read(
        CommandContext context,
        String statement,
        Map<String, List<ExecutionEntity>> trees,
        int bit,
        Function<T, String> instance) {
      List<String> having =
          trees.entrySet().stream()
              .filter(tree -> tree.getValue().stream().anyMatch(one -> has(one, bit)))
              .map(Map.Entry::getKey)
              .toList();
      return Hydration.<T>select(context, statement, having).stream()
          .collect(Collectors.groupingBy(instance));
    }

    void restore(String processInstanceId, List<ExecutionEntity> executions) {
      ExecutionEntity root = null;
      for (ExecutionEntity execution : executions) {
        int state = 0;
        for (int bit : LEFT_TO_THE_ENGINE) {
          state = BitMaskUtil.setBit(state, bit, has(execution, bit));
        }
        execution.setCachedEntityState(state);
        if (execution.isProcessInstanceExecution()) {
          root = execution;
        }
      }
      Objects.requireNonNull(root, processInstanceId)
          .restoreProcessInstance(
              executions,
              subscriptions.getOrDefault(processInstanceId, List.of()),
              null,
              tasks.getOrDefault(processInstanceId, List.of()),
              jobs.getOrDefault(processInstanceId, List.of()),
              incidents.getOrDefault(processInstanceId, List.of()),
              null);
    }
  }
}
