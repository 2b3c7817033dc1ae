import CommandInterceptor from 'diagram-js/lib/command/CommandInterceptor';
import { SEND_KINDS } from '../vocabulary/steps.js';
import { kindOf } from '../vocabulary/kinds.js';

/** Adds a step's companions within the command that creates the step. */
export default class Companions extends CommandInterceptor {
  constructor(eventBus, modeling, steps) {
    super(eventBus);
    this.postExecuted(['shape.create'], 200, ({ context }) => {
      const { shape } = context;
      const add = shape.relanceCompanions;
      if (add) {
        delete shape.relanceCompanions;
        add(shape, { steps, modeling, lastSend: sendBefore(shape.relanceSource) });
      }
    });
  }
}

const sendBefore = (element) =>
  element && SEND_KINDS.includes(kindOf(element.businessObject)) ? element.businessObject.id : null;

Companions.$inject = ['eventBus', 'modeling', 'steps'];
