/**
 * The steps that a journey may hold: what the palette and the append menu offer, and nothing else.
 *
 * `kind` is what `kindOf` answers for such an element; `prefix` begins the readable id of a new one.
 */
const service = (id, group, icon, bean, more = {}) => ({
  id,
  kind: bean,
  group,
  icon,
  prefix: bean,
  type: 'bpmn:ServiceTask',
  template: 'io.relance.' + bean,
  bean,
  ...more,
});

const timer = (id, icon, prefix, form) => ({
  id,
  kind: 'waitTimer',
  group: 'wait',
  icon,
  prefix,
  type: 'bpmn:IntermediateCatchEvent',
  definition: 'bpmn:TimerEventDefinition',
  timer: form,
});

export const STEPS = [
  { id: 'start-manual', kind: 'startManual', group: 'start', icon: 'play', prefix: 'start', type: 'bpmn:StartEvent', first: true },
  { id: 'start-event', kind: 'startEvent', group: 'start', icon: 'bolt', prefix: 'start', type: 'bpmn:StartEvent', definition: 'bpmn:MessageEventDefinition', first: true },

  service('send-email', 'send', 'email', 'sendEmail'),
  service('send-sms', 'send', 'sms', 'sendSms'),
  service('send-voice', 'send', 'voice', 'sendVoice'),

  timer('wait-duration', 'clock', 'wait', { kind: 'duration', amount: 2, unit: 'days' }),
  timer('wait-until', 'until', 'waitUntil', { kind: 'localTime', amount: 0, unit: 'days', time: '09:00' }),
  timer('wait-date', 'calendar', 'waitDate', { kind: 'instant', instant: '' }),
  timer('wait-contact-date', 'birthday', 'waitContactDate', { kind: 'dateOf', fact: 'contact.birthday', amount: 0, unit: 'days', before: true, time: '09:00' }),
  { id: 'wait-event', kind: 'waitEvent', group: 'wait', icon: 'bolt', prefix: 'waitFor', type: 'bpmn:IntermediateCatchEvent', definition: 'bpmn:MessageEventDefinition' },
  { id: 'wait-race', kind: 'waitRace', group: 'wait', icon: 'hourglass', prefix: 'waitFirst', type: 'bpmn:EventBasedGateway', with: 'race' },
  { id: 'wait-anytime', kind: 'anytime', group: 'wait', icon: 'anytime', prefix: 'anytime', type: 'bpmn:SubProcess', expanded: true, triggered: true, with: 'anytime', first: true },

  { id: 'decide-if', kind: 'decideIf', group: 'decide', icon: 'decide', prefix: 'decide', type: 'bpmn:ExclusiveGateway' },
  service('split', 'decide', 'split', 'split', { with: 'split' }),
  { id: 'parallel', kind: 'parallel', group: 'decide', icon: 'parallel', prefix: 'parallel', type: 'bpmn:ParallelGateway' },

  service('update-contact', 'act', 'pencil', 'updateContact'),
  service('change-score', 'act', 'star', 'changeScore'),
  service('record-consent', 'act', 'shield', 'recordConsent'),
  service('start-journey', 'act', 'journey', 'startJourney'),
  service('call-webhook', 'act', 'webhook', 'callWebhook'),
  { id: 'milestone', kind: 'milestone', group: 'act', icon: 'flag', prefix: 'milestone', type: 'bpmn:IntermediateThrowEvent' },
  { id: 'group', kind: 'group', group: 'act', icon: 'group', prefix: 'group', type: 'bpmn:SubProcess', expanded: true, with: 'group' },
  service('erase-contact', 'act', 'erase', 'eraseContact'),

  { id: 'call-task', kind: 'callTask', group: 'people', icon: 'person', prefix: 'callTask', type: 'bpmn:UserTask', template: 'io.relance.callTask' },
  service('notify-colleague', 'people', 'bell', 'notifyColleague'),

  { id: 'end', kind: 'end', group: 'end', icon: 'stop', prefix: 'end', type: 'bpmn:EndEvent' },
  { id: 'end-all', kind: 'endAll', group: 'end', icon: 'stopAll', prefix: 'end', type: 'bpmn:EndEvent', definition: 'bpmn:TerminateEventDefinition' },

  { id: 'note', kind: 'note', group: 'notes', icon: 'note', prefix: 'note', type: 'bpmn:TextAnnotation' },
];

/** What may be hung on the border of a step that takes time. */
export const ATTACHED_STEPS = [
  { id: 'boundary-timer', kind: 'waitTimer', group: 'wait', icon: 'clock', prefix: 'late', type: 'bpmn:BoundaryEvent', definition: 'bpmn:TimerEventDefinition', timer: { kind: 'duration', amount: 2, unit: 'days' } },
  { id: 'boundary-event', kind: 'waitEvent', group: 'wait', icon: 'bolt', prefix: 'meanwhile', type: 'bpmn:BoundaryEvent', definition: 'bpmn:MessageEventDefinition' },
  { id: 'boundary-error', kind: 'notDelivered', group: 'decide', icon: 'warning', prefix: 'notDelivered', type: 'bpmn:BoundaryEvent', definition: 'bpmn:ErrorEventDefinition', of: 'delivery' },
];

const BY_ID = new Map([...STEPS, ...ATTACHED_STEPS].map((step) => [step.id, step]));

export const stepById = (id) => BY_ID.get(id);

/** Steps whose token stays inside until the message is delivered or given up. */
export const DELIVERY_KINDS = ['sendEmail', 'sendSms', 'sendVoice', 'callWebhook', 'notifyColleague'];
export const SEND_KINDS = ['sendEmail', 'sendSms', 'sendVoice', 'notifyColleague'];
export const OUTCOMES = {
  sendEmail: ['accepted', 'refused', 'suppressed', 'expired', 'unknown'],
  sendSms: ['accepted', 'refused', 'suppressed', 'expired', 'unknown'],
  sendVoice: ['accepted', 'refused', 'suppressed', 'expired', 'unknown'],
  notifyColleague: ['accepted', 'refused', 'suppressed', 'expired', 'unknown'],
  callWebhook: ['accepted', 'refused', 'expired'],
  startJourney: ['entered', 'already-inside'],
};
