package io.relance.process;

import java.util.List;
import java.util.Optional;

/**
 * One step of the catalogue: the bean that performs it, what it asks for, and the words it can end
 * with.
 *
 * @param waits whether the token stays in the step until the outcome is known
 */
public record StepType(String bean, List<StepInput> inputs, List<String> outcomes, boolean waits) {

  public StepType {
    inputs = List.copyOf(inputs);
    outcomes = List.copyOf(outcomes);
  }

  /** The delegate expression that stands for this step in a diagram, {@code ${sendEmail}}. */
  public String expression() {
    return "${" + bean + "}";
  }

  /** The input of that name, if this step has it. */
  public Optional<StepInput> input(String name) {
    return inputs.stream().filter(input -> input.name().equals(name)).findFirst();
  }
}
