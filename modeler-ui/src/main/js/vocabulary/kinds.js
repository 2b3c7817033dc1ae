import { STEPS } from './steps.js';

const BEANS = new Map(STEPS.filter((step) => step.bean).map((step) => [step.bean, step]));
const KINDS = new Map();
for (const step of STEPS) {
  if (!KINDS.has(step.kind)) {
    KINDS.set(step.kind, step);
  }
}

const EVENTS = {
  'bpmn:TimerEventDefinition': 'waitTimer',
  'bpmn:MessageEventDefinition': 'waitEvent',
  'bpmn:ErrorEventDefinition': 'notDelivered',
};

const LOOKS = {
  notDelivered: { group: 'decide', icon: 'warning' },
  task: { group: 'act', icon: 'step' },
};

export const definitionOf = (bo) => (bo.eventDefinitions || [])[0];

/** The catalogue's name of a delegate expression: `${sendEmail}` → `sendEmail`. */
export function beanOf(bo) {
  const match = /^\$\{(\w+)}$/.exec((bo.get && bo.get('camunda:delegateExpression')) || '');
  return match && match[1];
}

/**
 * What an element is in the words of the vocabulary, or null when the vocabulary has no such thing (connections,
 * the journey itself, foreign elements).
 */
export function kindOf(bo) {
  switch (bo.$type) {
    case 'bpmn:StartEvent':
      return startKind(bo);
    case 'bpmn:IntermediateCatchEvent':
    case 'bpmn:BoundaryEvent':
      return EVENTS[definitionOf(bo)?.$type] || null;
    case 'bpmn:IntermediateThrowEvent':
      return definitionOf(bo) ? null : 'milestone';
    case 'bpmn:EndEvent':
      return endKind(bo);
    case 'bpmn:ReceiveTask':
      return 'waitEvent';
    case 'bpmn:ServiceTask':
    case 'bpmn:SendTask':
      return BEANS.has(beanOf(bo)) ? beanOf(bo) : null;
    default:
      return PLAIN[bo.$type] ? PLAIN[bo.$type](bo) : null;
  }
}

const PLAIN = {
  'bpmn:UserTask': () => 'callTask',
  'bpmn:ExclusiveGateway': () => 'decideIf',
  'bpmn:ParallelGateway': () => 'parallel',
  'bpmn:EventBasedGateway': () => 'waitRace',
  'bpmn:SubProcess': (bo) => (bo.triggeredByEvent ? 'anytime' : 'group'),
  'bpmn:TextAnnotation': () => 'note',
};

function startKind(bo) {
  const definition = definitionOf(bo);
  if (!definition) {
    return 'startManual';
  }
  if (bo.$parent && bo.$parent.triggeredByEvent) {
    return EVENTS[definition.$type] || null;
  }
  return definition.$type === 'bpmn:MessageEventDefinition' ? 'startEvent' : EVENTS[definition.$type] || null;
}

function endKind(bo) {
  const definition = definitionOf(bo);
  if (!definition) {
    return 'end';
  }
  return definition.$type === 'bpmn:TerminateEventDefinition' ? 'endAll' : null;
}

/** Group and icon of an element. */
export function looksOf(bo) {
  const kind = kindOf(bo);
  if (!kind) {
    return null;
  }
  const { group, icon } = LOOKS[kind] || KINDS.get(kind);
  return { kind, group, icon };
}
