package io.relance.runtime;

import io.relance.process.StepCatalogue;
import java.lang.reflect.Method;
import java.util.function.Function;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.delegate.BaseDelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.camunda.bpm.engine.impl.el.Expression;
import org.camunda.bpm.engine.impl.el.ExpressionManager;
import org.jspecify.annotations.Nullable;

/**
 * The engine's only expression language: literal texts and the delegates of the catalogue. There is
 * no JUEL at all, hence no beans, no methods and no properties to walk, whoever managed to deploy a
 * diagram.
 */
final class ClosedExpressions implements ExpressionManager {

  private final Function<String, JavaDelegate> delegates;

  ClosedExpressions(Function<String, JavaDelegate> delegates) {
    this.delegates = delegates;
  }

  @Override
  public Expression createExpression(String text) {
    String trimmed = text.trim();
    if (trimmed.contains("${") || trimmed.contains("#{")) {
      String name = trimmed.length() > 3 ? trimmed.substring(2, trimmed.length() - 1) : "";
      if (StepCatalogue.ofBean(name).isEmpty() || !trimmed.equals("${" + name + "}")) {
        throw new ProcessEngineException("'" + trimmed + "' is outside the journey vocabulary");
      }
      return new Constant(text, delegates.apply(name));
    }
    return new Constant(text, text);
  }

  @Override
  public void addFunction(String name, Method function) {
    // The engine offers its own functions here; diagrams have no use for them.
  }

  private record Constant(String text, Object value) implements Expression {

    @Override
    public Object getValue(VariableScope scope) {
      return value;
    }

    @Override
    public Object getValue(VariableScope scope, BaseDelegateExecution execution) {
      return value;
    }

    @Override
    public void setValue(@Nullable Object newValue, VariableScope scope) {
      throw new ProcessEngineException("an expression of a diagram cannot be assigned");
    }

    @Override
    public void setValue(
        @Nullable Object newValue, VariableScope scope, BaseDelegateExecution execution) {
      throw new ProcessEngineException("an expression of a diagram cannot be assigned");
    }

    @Override
    public boolean isLiteralText() {
      return value instanceof String;
    }

    @Override
    public String getExpressionText() {
      return text;
    }
  }
}
