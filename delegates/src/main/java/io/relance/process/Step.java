package io.relance.process;

import io.relance.core.BusinessKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.model.bpmn.instance.FlowElement;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaInputOutput;

/**
 * What a delegate may know of the step it performs: whose walk it is, where it stands, and the
 * literal inputs that the marketer filled in.
 */
public record Step(
    BusinessKey businessKey,
    String processDefinitionId,
    String processInstanceId,
    String executionId,
    String visit,
    String id,
    Map<String, String> inputs) {

  /**
   * The transient variable that carries an outcome to the trail; it is never stored by the engine.
   */
  public static final String OUTCOME = "outcome";

  /** A deployed diagram never changes, so each of its elements is read once. */
  private static final Map<Place, Map<String, String>> READ = new ConcurrentHashMap<>();

  private record Place(String processDefinitionId, String step) {}

  /**
   * Reads the step from the running execution and from its element in the diagram; stores nothing.
   */
  public static Step of(DelegateExecution execution) {
    return new Step(
        BusinessKey.parse(execution.getProcessBusinessKey()),
        execution.getProcessDefinitionId(),
        execution.getProcessInstanceId(),
        execution.getId(),
        execution.getActivityInstanceId(),
        execution.getCurrentActivityId(),
        READ.computeIfAbsent(
            new Place(execution.getProcessDefinitionId(), execution.getCurrentActivityId()),
            place -> Map.copyOf(inputs(execution.getBpmnModelElementInstance()))));
  }

  /** The literal inputs of an element, by name. */
  public static Map<String, String> inputs(FlowElement element) {
    Map<String, String> inputs = new LinkedHashMap<>();
    if (element.getExtensionElements() != null) {
      element
          .getExtensionElements()
          .getElementsQuery()
          .filterByType(CamundaInputOutput.class)
          .list()
          .stream()
          .flatMap(mapping -> mapping.getCamundaInputParameters().stream())
          .forEach(input -> inputs.put(input.getCamundaName(), input.getTextContent()));
    }
    return inputs;
  }

  /** The input of this name, or an empty text where the marketer left it out. */
  public String input(String name) {
    return inputs.getOrDefault(name, "").strip();
  }

  /** Says how the step ended, in one word; the trail keeps it and conditions may ask for it. */
  public static void report(DelegateExecution execution, String outcome) {
    execution.setVariableLocal(OUTCOME, Variables.stringValue(outcome, true));
  }
}
