package io.relance.content;

import io.relance.contact.Texts;
import io.relance.runtime.Facts;
import org.springframework.stereotype.Component;

/** Writes single values of steps that are not messages, such as the new value of a field. */
@Component
public class StepTexts implements Texts {

  private final Liquid liquid;
  private final Facts facts;

  StepTexts(Liquid liquid, Facts facts) {
    this.liquid = liquid;
    this.facts = facts;
  }

  /**
   * The template, filled with the facts of the walk.
   *
   * @throws Unrenderable when it cannot be rendered
   */
  @Override
  public String write(String template, String processInstanceId) {
    return liquid.render(template, facts.of(processInstanceId, liquid.roots(template)), Form.TEXT);
  }
}
