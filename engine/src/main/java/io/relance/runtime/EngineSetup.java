package io.relance.runtime;

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
import org.springframework.jdbc.core.simple.JdbcClient;
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
  private final JdbcClient jdbc;
  private final Nudge nudge;
  private final Clock clock;

  EngineSetup(
      BeanFactory beans,
      Facts facts,
      Zones zones,
      Trail trail,
      ObjectProvider<WalkLog> log,
      JdbcClient jdbc,
      Nudge nudge,
      Clock clock) {
    this.beans = beans;
    this.facts = facts;
    this.zones = zones;
    this.trail = trail;
    this.log = log;
    this.jdbc = jdbc;
    this.nudge = nudge;
    this.clock = clock;
  }

  @Override
  public void preInit(ProcessEngineConfigurationImpl engine) {
    engine.setExpressionManager(new ClosedExpressions(this::delegate));
    engine.setBpmnParseFactory(new JourneyParsing(facts, zones, clock));
    engine.setCustomPreBPMNParseListeners(
        new ArrayList<>(List.of(new JourneyListener(this::delegate, new LateWalkLog(log)))));
    engine.setCustomHistoryLevels(new ArrayList<>(List.of(new TrailLevel())));
    engine.setHistory("trail");
    engine.setHistoryEventProducer(new TrailProducer());
    engine.setEnableDefaultDbHistoryEventHandler(false);
    engine.setCustomHistoryEventHandlers(new ArrayList<>(List.of(trail)));
    engine.setCustomSessionFactories(
        new ArrayList<>(
            List.of(
                new WakingSubscriptions.Factory(jdbc, nudge),
                new CountingEntities.Factory(trail))));
    acquireByDueDate(engine);
    switchOffWhatIsRisky(engine);
  }

  /**
   * Looked up when a diagram is read: some delegates need the engine, which is being built here.
   */
  private JavaDelegate delegate(String bean) {
    return beans.getBean(bean, JavaDelegate.class);
  }

  /** docs/adr/0005: with the index on due dates, acquisition stays constant as contacts grow. */
  private static void acquireByDueDate(ProcessEngineConfigurationImpl engine) {
    engine.setEnsureJobDueDateNotNull(true);
    engine.setJobExecutorAcquireByDueDate(true);
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
    public void began(String businessKey, String processInstanceId) {
      log.getObject().began(businessKey, processInstanceId);
    }

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
