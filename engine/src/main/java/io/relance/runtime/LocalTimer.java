package io.relance.runtime;

import io.relance.core.BusinessKey;
import io.relance.process.TimerForm;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.delegate.BaseDelegateExecution;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.camunda.bpm.engine.impl.el.Expression;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.jspecify.annotations.Nullable;

/** The due date of a timer, counted in the time zone of the contact who waits. */
record LocalTimer(String text, TimerForm form, Zones zones, Facts facts, Clock clock)
    implements Expression {

  @Override
  public Object getValue(VariableScope scope) {
    ExecutionEntity execution = (ExecutionEntity) scope;
    ZoneId zone = zones.ofContact(BusinessKey.parse(execution.getProcessBusinessKey()).contact());
    return Date.from(due(execution.getProcessInstanceId(), clock.instant(), zone));
  }

  private Instant due(String processInstanceId, Instant now, ZoneId zone) {
    if (form instanceof TimerForm.After after) {
      return after.duration().after(now, zone);
    }
    if (form instanceof TimerForm.At at) {
      return at.instant();
    }
    if (form instanceof TimerForm.LocalTime localTime) {
      return localTime.next(now, zone);
    }
    TimerForm.DateOf dateOf = (TimerForm.DateOf) form;
    return dateOf.next(date(processInstanceId, dateOf.fact(), zone), now, zone);
  }

  /** The date in a fact such as {@code contact.birthday}; null when it is missing or no date. */
  private @Nullable LocalDate date(String processInstanceId, String path, ZoneId zone) {
    String[] names = path.split("\\.");
    Object value = facts.of(processInstanceId, Set.of(names[0])).get(names[0]);
    for (int i = 1; i < names.length; i++) {
      value = value instanceof Map<?, ?> map ? map.get(names[i]) : null;
    }
    if (!(value instanceof String text)) {
      return null;
    }
    try {
      return text.length() > 10
          ? OffsetDateTime.parse(text).atZoneSameInstant(zone).toLocalDate()
          : LocalDate.parse(text);
    } catch (DateTimeException notADate) {
      return null;
    }
  }

  @Override
  public Object getValue(VariableScope scope, BaseDelegateExecution execution) {
    return getValue(scope);
  }

  @Override
  public void setValue(@Nullable Object value, VariableScope scope) {
    throw new UnsupportedOperationException("a timer cannot be assigned");
  }

  @Override
  public void setValue(
      @Nullable Object value, VariableScope scope, BaseDelegateExecution execution) {
    setValue(value, scope);
  }

  @Override
  public boolean isLiteralText() {
    return false;
  }

  @Override
  public String getExpressionText() {
    return text;
  }
}
