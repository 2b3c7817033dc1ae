import { definitionOf, kindOf } from '../vocabulary/kinds.js';
import { inputParameters } from '../templates/fields.js';
import { readTimer, messageNameOf, conditionOf, isDefaultFlow } from '../vocabulary/read.js';
import { parseMessageName } from '../messages/names.js';
import { conditionWords, messageWords, timerWords } from './names.js';

const SHORT = 42;
const LIQUID = /\{\{[^}]*}}|\{%[^%]*%}/g;
const shorten = (text) => (text.length > SHORT ? text.slice(0, SHORT - 1).trimEnd() + '…' : text);
const input = (bo, name) => inputParameters(bo).find((it) => it.name === name)?.value || '';

/** The name that a step gets while nobody gave it one; '' for what stays without. */
export function autoName(bo, t, nameOf = (id) => id) {
  if (bo.$type === 'bpmn:SequenceFlow') {
    return flowName(bo, t, nameOf);
  }
  const kind = kindOf(bo);
  const make = NAMES[kind];
  return shorten(make ? make(bo, t, nameOf) : '');
}

function flowName(bo, t, nameOf) {
  if (isDefaultFlow(bo)) {
    return t('condition.otherwise');
  }
  return conditionOf(bo) ? shorten(conditionWords(conditionOf(bo), t, nameOf)) : '';
}

const plain = (kind) => (bo, t) => t('name.' + kind);
const detailed = (kind, field) => (bo, t) => {
  const value = input(bo, field).replace(LIQUID, '…').trim();
  return value ? t(`name.${kind}.detail`, { value }) : t('name.' + kind);
};

/** Short, since it stands below a small circle: which message it is about stands in the inspector. */
const event = (bo, t) => {
  const name = messageNameOf(bo);
  const message = parseMessageName(name);
  if (message.kind === 'click') {
    return message.link ? t('name.clickLink', message) : t('name.click');
  }
  return name ? messageWords(name, t) : t('name.waitEvent');
};

const NAMES = {
  startManual: plain('startManual'),
  startEvent: event,
  sendEmail: detailed('sendEmail', 'subject'),
  sendSms: detailed('sendSms', 'text'),
  sendVoice: detailed('sendVoice', 'text'),
  notifyColleague: detailed('notifyColleague', 'subject'),
  callWebhook: plain('callWebhook'),
  updateContact: detailed('updateContact', 'field'),
  changeScore: detailed('changeScore', 'points'),
  recordConsent: plain('recordConsent'),
  startJourney: detailed('startJourney', 'journey'),
  split: detailed('split', 'paths'),
  eraseContact: plain('eraseContact'),
  callTask: plain('callTask'),
  waitTimer: (bo, t) => t(bo.$type === 'bpmn:BoundaryEvent' ? 'name.boundaryTimer' : 'name.waitTimer', { value: timerWords(readTimer(definitionOf(bo)), t) }),
  waitEvent: event,
  notDelivered: plain('notDelivered'),
  waitRace: plain('waitRace'),
  anytime: plain('anytime'),
  group: plain('group'),
  milestone: plain('milestone'),
  decideIf: plain('decideIf'),
  parallel: () => '',
  end: plain('end'),
  endAll: plain('end'),
};
