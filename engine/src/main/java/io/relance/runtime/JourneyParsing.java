package io.relance.runtime;

import java.time.Clock;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParse;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParser;
import org.camunda.bpm.engine.impl.cfg.BpmnParseFactory;

/** What the reading of diagrams needs at hand. */
record JourneyParsing(Facts facts, Zones zones, Clock clock) implements BpmnParseFactory {

  @Override
  public BpmnParse createBpmnParse(BpmnParser parser) {
    return new JourneyParse(parser, this);
  }
}
