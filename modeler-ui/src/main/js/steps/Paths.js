import CommandInterceptor from 'diagram-js/lib/command/CommandInterceptor';
import { kindOf } from '../vocabulary/kinds.js';
import { inputParameters } from '../templates/fields.js';
import { parsePaths } from '../vocabulary/read.js';

/**
 * Fills in the paths out of a decision as they are drawn: behind a split one after the other, elsewhere the second one
 * becomes "otherwise".
 */
export default class Paths extends CommandInterceptor {
  constructor(eventBus, edits) {
    super(eventBus);
    this.edits = edits;
    this.postExecuted(['connection.create'], 200, ({ context }) => this.drawn(context.connection));
  }

  drawn(flow) {
    const gateway = flow.source;
    if (flow.type !== 'bpmn:SequenceFlow' || gateway?.type !== 'bpmn:ExclusiveGateway' || flow.businessObject.conditionExpression) {
      return;
    }
    const split = gateway.incoming.map((it) => it.source).find((it) => it && kindOf(it.businessObject) === 'split');
    if (split) {
      this.nextPath(flow, gateway, split);
    } else if (gateway.outgoing.length === 2 && !gateway.businessObject.default) {
      this.edits.otherwise(flow, true);
    }
  }

  nextPath(flow, gateway, split) {
    const text = inputParameters(split.businessObject).find((it) => it.name === 'paths')?.value;
    const paths = parsePaths(text);
    const path = paths[gateway.outgoing.length - 1];
    if (!path) {
      return;
    }
    if (gateway.outgoing.length === paths.length && !gateway.businessObject.default) {
      this.edits.otherwise(flow, true);
    } else {
      this.edits.condition(flow, `steps.${split.businessObject.id}.outcome = "${path.name}"`);
    }
    this.edits.properties(flow, { name: path.name });
  }
}

Paths.$inject = ['eventBus', 'edits'];
