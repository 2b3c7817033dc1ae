package io.relance.runtime;

import io.relance.process.StepCatalogue;
import io.relance.process.StepType;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.impl.bpmn.helper.BpmnProperties;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParse;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ActivityStartBehavior;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.util.xml.Element;

/**
 * Completes what a marketer need not know: catalogue steps run behind an asynchronous border, so
 * that a failing step becomes an incident of its own; send steps wait for their outcome; ends are
 * told to the enrolment. Refuses, as a last net, what the check should have refused.
 */
final class JourneyListener extends AbstractBpmnParseListener {

  private static final Set<String> OUTSIDE =
      Set.of(
          "class", "expression", "type", "topic", "resultVariable", "formKey", "errorCodeVariable");

  private final Function<String, JavaDelegate> delegates;
  private final WalkLog log;
  private final Starts starts;

  JourneyListener(Function<String, JavaDelegate> delegates, WalkLog log, Starts starts) {
    this.delegates = delegates;
    this.log = log;
    this.starts = starts;
  }

  @Override
  public void parseProcess(Element element, ProcessDefinitionEntity definition) {
    definition.addListener(
        ExecutionListener.EVENTNAME_START,
        (ExecutionListener) execution -> starts.began(execution.getProcessInstanceId()));
    definition.addListener(
        ExecutionListener.EVENTNAME_END,
        (ExecutionListener)
            execution ->
                log.ended(
                    execution.getProcessInstanceId(), ((ExecutionEntity) execution).isCanceled()));
  }

  @Override
  public void parseServiceTask(Element element, ScopeImpl scope, ActivityImpl activity) {
    for (String attribute : OUTSIDE) {
      if (element.attributeNS(BpmnParse.CAMUNDA_BPMN_EXTENSIONS_NS, attribute) != null) {
        throw outside(activity);
      }
    }
    String expression =
        element.attributeNS(BpmnParse.CAMUNDA_BPMN_EXTENSIONS_NS, "delegateExpression", "");
    StepType type = StepCatalogue.ofExpression(expression).orElseThrow(() -> outside(activity));
    activity.setAsyncBefore(true);
    if (type.waits()) {
      activity.setActivityBehavior(new SendStepBehavior(delegates.apply(type.bean())));
    }
  }

  @Override
  public void parseSendTask(Element element, ScopeImpl scope, ActivityImpl activity) {
    parseServiceTask(element, scope, activity);
  }

  @Override
  public void parseScriptTask(Element element, ScopeImpl scope, ActivityImpl activity) {
    throw outside(activity);
  }

  @Override
  public void parseBusinessRuleTask(Element element, ScopeImpl scope, ActivityImpl activity) {
    throw outside(activity);
  }

  @Override
  public void parseCallActivity(Element element, ScopeImpl scope, ActivityImpl activity) {
    throw outside(activity);
  }

  @Override
  public void parseBoundaryErrorEventDefinition(
      Element element, boolean interrupting, ActivityImpl attachedTo, ActivityImpl boundary) {
    Object known = attachedTo.getProperty(SendStepBehavior.CAUGHT);
    Set<String> caught = new HashSet<>();
    if (known instanceof Set<?> before) {
      before.forEach(outcome -> caught.add(outcome.toString()));
    }
    boundary.getEventScope().getProperties().get(BpmnProperties.ERROR_EVENT_DEFINITIONS).stream()
        .filter(definition -> boundary.getId().equals(definition.getHandlerActivityId()))
        .forEach(
            definition ->
                caught.add(definition.getErrorCode() == null ? "*" : definition.getErrorCode()));
    attachedTo.setProperty(SendStepBehavior.CAUGHT, caught);
  }

  @Override
  public void parseEndEvent(Element element, ScopeImpl scope, ActivityImpl activity) {
    if (!endsTheWalk(scope)) {
      return;
    }
    String name = element.attribute("name");
    String end = name == null || name.isBlank() ? activity.getId() : name.strip();
    activity.addListener(
        ExecutionListener.EVENTNAME_START,
        (ExecutionListener) execution -> log.reached(execution.getProcessInstanceId(), end));
  }

  /**
   * Ends inside sub-processes go on in the diagram; those of an interrupting event sub-process end
   * the walk.
   */
  private static boolean endsTheWalk(ScopeImpl scope) {
    if (!(scope instanceof ActivityImpl subProcess)) {
      return true;
    }
    return subProcess.isTriggeredByEvent()
        && subProcess.getActivityStartBehavior() != ActivityStartBehavior.CONCURRENT_IN_FLOW_SCOPE
        && subProcess.getFlowScope() instanceof ProcessDefinitionEntity;
  }

  private static ProcessEngineException outside(ActivityImpl activity) {
    return new ProcessEngineException(
        "step '" + activity.getId() + "' is outside the journey vocabulary");
  }
}
