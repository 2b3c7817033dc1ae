package io.relance.runtime;

import io.relance.core.BusinessKey;
import io.relance.process.StepCatalogue;
import io.relance.process.StepType;
import io.relance.process.Together;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Turns the stock engine into ours: closed expressions, FEEL over facts, the trail, and every risky
 * switch off.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class EngineSetup extends AbstractProcessEnginePlugin {

  private final BeanFactory beans;
  private final Facts facts;
  private final Zones zones;
  private final Trail trail;
  private final ObjectProvider<WalkLog> log;
  private final Wakes wakes;
  private final Starts starts;
  private final ShortIds ids;
  private final Clock clock;

  EngineSetup(
      BeanFactory beans,
      Facts facts,
      Zones zones,
      Trail trail,
      ObjectProvider<WalkLog> log,
      Wakes wakes,
      Starts starts,
      ShortIds ids,
      Clock clock) {
    this.beans = beans;
    this.facts = facts;
    this.zones = zones;
    this.trail = trail;
    this.log = log;
    this.wakes = wakes;
    this.starts = starts;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public void preInit(ProcessEngineConfigurationImpl engine) {
    engine.setExpressionManager(new ClosedExpressions(this::delegate));
    engine.setBpmnParseFactory(new JourneyParsing(facts, zones, clock));
    engine.setCustomPreBPMNParseListeners(
        new ArrayList<>(
            List.of(new JourneyListener(this::delegate, new LateWalkLog(log), starts))));
    engine.setCustomHistoryLevels(new ArrayList<>(List.of(new TrailLevel())));
    engine.setHistory("trail");
    engine.setHistoryEventProducer(new TrailProducer());
    engine.setEnableDefaultDbHistoryEventHandler(false);
    engine.setCustomHistoryEventHandlers(new ArrayList<>(List.of(trail)));
    engine.setCustomSessionFactories(
        new ArrayList<>(
            List.of(
                new WakingSubscriptions.Factory(wakes), new CountingEntities.Factory(trail))));
    engine.setIdGenerator(ids);
    engine.setCustomIncidentHandlers(new ArrayList<>(List.of(new QuietIncidents())));
    runDueJobs(engine);
    switchOffWhatIsRisky(engine);
  }

  /**
   * Looked up when a diagram is read: some delegates need the engine, which is being built here.
   * One that does its work at once may have changed what conditions ask for.
   */
  private JavaDelegate delegate(String bean) {
    JavaDelegate delegate = beans.getBean(bean, JavaDelegate.class);
    boolean waits = StepCatalogue.ofBean(bean).map(StepType::waits).orElse(false);
    return waits
        ? delegate
        : execution -> {
          delegate.execute(execution);
          Together.changed(
              execution.getProcessInstanceId(),
              BusinessKey.parse(execution.getProcessBusinessKey()).contact());
        };
  }

  @Override
  public void postInit(ProcessEngineConfigurationImpl engine) {
    Hydration.learn(engine);
  }

  /** {@link DueJobs} runs them, in the place of the engine's job executor. */
  private static void runDueJobs(ProcessEngineConfigurationImpl engine) {
    engine.setJobExecutorActivate(false);
    engine.setHintJobExecutor(false);
    engine.setEnsureJobDueDateNotNull(true);
    engine.setFailedJobRetryTimeCycle("PT10S,PT1M,PT10M,PT1H,PT6H");
    engine.setHistoryCleanupEnabled(false);
    engine.setHistoryTimeToLive("P180D");
  }

  private static void switchOffWhatIsRisky(ProcessEngineConfigurationImpl engine) {
    engine.setScriptEngineResolver(new NoScripts());
    engine.setDmnElProvider(
        text -> {
          throw new ProcessEngineException(
              "expressions in decisions are outside the journey vocabulary");
        });
    engine.setCmmnEnabled(false);
    engine.setDmnEnabled(false);
    engine.setEnableExpressionsInAdhocQueries(false);
    engine.setEnableExpressionsInStoredQueries(false);
    engine.setDeserializationTypeValidationEnabled(true);
    engine.setJavaSerializationFormatEnabled(false);
    engine.setEnableXxeProcessing(false);
    engine.setEnableScriptEngineLoadExternalResources(false);
    engine.setConfigureScriptEngineHostAccess(false);
    engine.setQueryMaxResultsLimit(1000);
    engine.setMetricsEnabled(false);
    engine.setTaskMetricsEnabled(false);
  }

  /** The enrolments need the engine and the engine tells the enrolments: this breaks the circle. */
  private record LateWalkLog(ObjectProvider<WalkLog> log) implements WalkLog {

    @Override
    public void reached(String processInstanceId, String end) {
      log.getObject().reached(processInstanceId, end);
    }

    @Override
    public void ended(String processInstanceId, boolean cancelled) {
      log.getObject().ended(processInstanceId, cancelled);
    }
  }
}
