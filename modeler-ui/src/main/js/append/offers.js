import { ATTACHED_STEPS, DELIVERY_KINDS, STEPS } from '../vocabulary/steps.js';
import { kindOf } from '../vocabulary/kinds.js';

const HOSTS = ['bpmn:ServiceTask', 'bpmn:SendTask', 'bpmn:UserTask', 'bpmn:ReceiveTask', 'bpmn:SubProcess'];

/** Whether a path may leave this element. */
export function canAppendTo(element) {
  const bo = element.businessObject;
  const kind = bo && !element.waypoints && !element.labelTarget && kindOf(bo);
  return Boolean(kind) && !['end', 'endAll', 'note', 'anytime'].includes(kind);
}

/** The steps that may follow an element, and those that may hang on its border. */
export function offersFor(element) {
  const bo = element.businessObject;
  const kind = kindOf(bo);
  const next = STEPS.filter((step) => !step.first && step.group !== 'notes');
  return {
    next: canAppendTo(element) ? next.filter((step) => kind !== 'waitRace' || isCatch(step)) : [],
    attached: HOSTS.includes(bo.$type) && kind !== 'anytime' ? ATTACHED_STEPS.filter((step) => fits(step, kind)) : [],
  };
}

const isCatch = (step) => step.type === 'bpmn:IntermediateCatchEvent';
const TAKES_TIME = [...DELIVERY_KINDS, 'callTask', 'waitEvent', 'group'];
const fits = (step, kind) => (step.of === 'delivery' ? DELIVERY_KINDS.includes(kind) : TAKES_TIME.includes(kind));
