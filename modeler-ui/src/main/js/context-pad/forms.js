import { definitionOf } from '../vocabulary/kinds.js';

const START = 'bpmn:StartEvent';
const END = 'bpmn:EndEvent';
const FORMS = {
  manual: { id: 'start-manual', icon: 'play', target: { type: START } },
  event: { id: 'start-event', icon: 'bolt', target: { type: START, eventDefinitionType: 'bpmn:MessageEventDefinition' } },
  path: { id: 'end', icon: 'stop', target: { type: END } },
  all: { id: 'end-all', icon: 'stopAll', target: { type: END, eventDefinitionType: 'bpmn:TerminateEventDefinition' } },
};

/** The other forms that the vocabulary knows for an element: `[{id, icon, target}]`. */
export function formsOf({ businessObject: bo }) {
  if (bo.$type === START && !bo.$parent?.triggeredByEvent) {
    return [definitionOf(bo) ? FORMS.manual : FORMS.event];
  }
  if (bo.$type === END) {
    return [definitionOf(bo) ? FORMS.path : FORMS.all];
  }
  return [];
}
