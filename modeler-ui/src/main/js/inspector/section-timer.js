import { h } from '../dom/h.js';
import { definitionOf } from '../vocabulary/kinds.js';
import { readTimer } from '../vocabulary/read.js';
import { UNITS, formatTimer, fromLocalInput, timerProblem, toLocalInput } from '../timers/timers.js';

const KINDS = ['duration', 'localTime', 'instant', 'dateOf'];
const STARTING = {
  duration: { kind: 'duration', amount: 2, unit: 'days' },
  localTime: { kind: 'localTime', amount: 0, unit: 'days', time: '09:00' },
  instant: { kind: 'instant', instant: '' },
  dateOf: { kind: 'dateOf', fact: 'contact.birthday', amount: 0, unit: 'days', before: true, time: '09:00' },
};

/** How long to wait, in one of four forms. */
export const timer = {
  id: 'timer',
  appliesTo: ({ bo }) => definitionOf(bo)?.$type === 'bpmn:TimerEventDefinition',
  key: ({ bo }) => readTimer(definitionOf(bo)).kind,
  build(context) {
    const { element, bo, t, edits, form } = context;
    const read = () => readTimer(definitionOf(bo));
    const write = (changes) => edits.timer(element, { ...read(), ...changes });
    const kinds = read().kind === 'iso' ? [...KINDS, 'iso'] : KINDS;
    return h(
      'section',
      {},
      form.select({
        name: 'timer-kind',
        label: t('field.timer'),
        options: () => kinds.map((value) => ({ value, label: t('timer.' + value) })),
        read: () => read().kind,
        write: (kind) => edits.timer(element, kind === 'iso' ? { kind, text: formatTimer(read()).text } : STARTING[kind]),
      }),
      FIELDS[read().kind]({ ...context, read, write }),
    );
  },
};

const FIELDS = {
  duration: (context) => amountAndUnit(context, 'timer.amount', 1),
  iso: ({ t, form, read, write }) =>
    form.text({ name: 'iso', label: t('timer.iso.label'), help: t('timer.iso.help'), read: () => read().text, write: (text) => write({ text: text.trim() }), problem: (text) => timerProblem({ kind: 'iso', text }) }),
  localTime: (context) => [amountAndUnit(context, 'timer.first', 0), time(context, 'timer.thenUntil')],
  instant: ({ t, form, read, write }) =>
    form.text({
      name: 'instant',
      type: 'datetime-local',
      label: t('timer.instant.label'),
      help: t('timer.instant.help', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone }),
      read: () => toLocalInput(read().instant),
      write: (value) => write({ instant: fromLocalInput(value) }),
      problem: (value) => timerProblem({ kind: 'instant', instant: fromLocalInput(value) }),
    }),
  dateOf: (context) => {
    const { t, form, read, write, templates } = context;
    const facts = templates.vocabulary.contactFields.map((field) => 'contact.' + fieldKey(field));
    return [
      form.list('rl-date-facts', facts),
      form.text({ name: 'fact', label: t('timer.fact'), help: t('timer.fact.help'), list: 'rl-date-facts', read: () => read().fact, write: (fact) => write({ fact: fact.trim() }), problem: (fact) => timerProblem({ kind: 'dateOf', fact: fact.trim() }) }),
      amountAndUnit(context, 'timer.offset', 0),
      form.select({ name: 'before', quiet: true, label: t('timer.direction'), options: () => [{ value: 'true', label: t('timer.before') }, { value: 'false', label: t('timer.after') }], read: () => String(read().before), write: (value) => write({ before: value === 'true' }) }),
      time(context, 'timer.at'),
    ];
  },
};

export const fieldKey = (field) => (typeof field === 'string' ? field : field.name || field.key);

function amountAndUnit({ t, form, read, write }, label, least) {
  return h(
    'div',
    { class: 'rl-pair' },
    form.number({
      name: 'amount',
      label: t(label),
      min: least,
      read: () => read().amount,
      write: (value) => write({ amount: Number(value) }),
      keep: (value) => !/^\d+$/.test(value) || Number(value) < least,
      problem: (value) => (/^\d+$/.test(value) && Number(value) >= least ? null : 'timer.problem.amount'),
    }),
    form.select({ name: 'unit', label: t('timer.unit'), options: () => UNITS.map((value) => ({ value, label: t('units.' + value) })), read: () => read().unit, write: (unit) => write({ unit }) }),
  );
}

function time({ t, form, read, write }, label) {
  return form.text({ name: 'time', type: 'time', label: t(label), help: t('timer.local.help'), read: () => read().time, write: (value) => write({ time: value }), keep: (value) => !/^\d{2}:\d{2}$/.test(value), problem: (value) => (value ? null : 'field.problem.required') });
}
