package io.relance.runtime;

import io.relance.process.TimerForm;
import io.relance.process.TimerForms;
import java.util.Optional;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.delegate.Expression;
import org.camunda.bpm.engine.impl.Condition;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParse;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParser;
import org.camunda.bpm.engine.impl.jobexecutor.TimerDeclarationImpl;
import org.camunda.bpm.engine.impl.jobexecutor.TimerDeclarationType;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.util.xml.Element;

/**
 * Reads diagrams as the engine does, but for two things: conditions are FEEL over our facts, and
 * timers count in the contact's time zone.
 */
final class JourneyParse extends BpmnParse {

  private final JourneyParsing parsing;

  JourneyParse(BpmnParser parser, JourneyParsing parsing) {
    super(parser);
    this.parsing = parsing;
  }

  @Override
  protected void parseRootElement() {
    LastNet.check(rootElement);
    super.parseRootElement();
  }

  @Override
  protected Condition parseConditionExpression(Element element, String ancestorElementId) {
    if (!"feel".equalsIgnoreCase(element.attribute("language"))) {
      throw new ProcessEngineException(
          "the condition of '"
              + ancestorElementId
              + "' is not FEEL and so outside the journey vocabulary");
    }
    return new FeelCondition(Feel.parse(element.getText().trim()), parsing.facts());
  }

  @Override
  protected TimerDeclarationImpl parseTimer(
      Element definition, ActivityImpl activity, String jobHandlerType) {
    Element date = definition.element("timeDate");
    Element duration = definition.element("timeDuration");
    Element written = date != null ? date : duration;
    if (written == null) {
      throw new ProcessEngineException(
          "timer '" + activity.getId() + "' has neither a date nor a duration");
    }
    String text = written.getText().trim();
    Optional<TimerForm> form = date != null ? TimerForms.ofDate(text) : TimerForms.ofDuration(text);
    LocalTimer timer =
        new LocalTimer(
            text,
            form.orElseThrow(
                () ->
                    new ProcessEngineException(
                        "timer '" + activity.getId() + "' is outside the journey vocabulary")),
            parsing.zones(),
            parsing.facts(),
            parsing.clock());
    return declare(timer, activity, jobHandlerType);
  }

  /**
   * Inputs are literal and delegates read them from the diagram itself: no variable is made for
   * them.
   */
  @Override
  public void parseActivityInputOutput(Element element, ActivityImpl activity) {}

  private TimerDeclarationImpl declare(
      Expression due, ActivityImpl activity, String jobHandlerType) {
    TimerDeclarationImpl timer =
        new TimerDeclarationImpl(
            (org.camunda.bpm.engine.impl.el.Expression) due,
            TimerDeclarationType.DATE,
            jobHandlerType);
    timer.setRawJobHandlerConfiguration(activity.getId());
    timer.setActivity(activity);
    timer.setJobConfiguration("DATE: " + due.getExpressionText());
    addJobDeclarationToProcessDefinition(
        timer,
        (org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity)
            activity.getProcessDefinition());
    return timer;
  }
}
