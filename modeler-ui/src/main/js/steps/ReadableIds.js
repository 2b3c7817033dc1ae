import CommandInterceptor from 'diagram-js/lib/command/CommandInterceptor';
import { kindOf } from '../vocabulary/kinds.js';
import { ATTACHED_STEPS, STEPS } from '../vocabulary/steps.js';
import { isMadeUp, isTakenIn, nextId, shapeId } from '../naming/ids.js';

/** Gives new steps an id that reads well in a condition: `sendEmail_1` instead of `Activity_0k3x9qa`. */
export default class ReadableIds extends CommandInterceptor {
  constructor(eventBus, elementRegistry, moddle) {
    super(eventBus);
    this.preExecute(['shape.create'], 2000, ({ context: { shape } }) => {
      const bo = shape.businessObject;
      if (!bo || shape.labelTarget || !isMadeUp(bo.id)) {
        return;
      }
      const id = nextId(prefixOf(bo), isTakenIn(elementRegistry, moddle.ids));
      moddle.ids.unclaim(bo.id);
      moddle.ids.claim(id, bo);
      bo.id = id;
      shape.id = id;
      shape.di.id = shapeId(id);
    });
  }
}

function prefixOf(bo) {
  const kind = kindOf(bo);
  const among = bo.$type === 'bpmn:BoundaryEvent' ? ATTACHED_STEPS : STEPS;
  return (among.find((step) => step.kind === kind) || {}).prefix || 'step';
}

ReadableIds.$inject = ['eventBus', 'elementRegistry', 'moddle'];
