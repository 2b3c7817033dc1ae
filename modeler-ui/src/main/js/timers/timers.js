/**
 * The four ways of waiting for a time, between what is shown in the inspector and what stands in the diagram.
 */
export const UNITS = ['minutes', 'hours', 'days', 'weeks', 'months', 'years'];

const LETTERS = { minutes: 'M', hours: 'H', days: 'D', weeks: 'W', months: 'M', years: 'Y' };
const LOCAL = /^\$\{timers\.localTime\(execution,'([^']*)','(\d{2}:\d{2})'\)}$/;
const DATE_OF = /^\$\{timers\.dateOf\(execution,'([^']*)','([^']*)','(\d{2}:\d{2})'\)}$/;

/** `{amount, unit, negative}` of an ISO duration with one part; null for anything else. */
export function parseDuration(text) {
  const match = /^(-?)P(?:(\d+)([DWMY])|T(\d+)([HM]))$/.exec((text || '').trim());
  if (!match) {
    return /^-?PT?0+S$/.test((text || '').trim()) ? { amount: 0, unit: 'days', negative: false } : null;
  }
  const [, sign, dateAmount, dateLetter, timeAmount, timeLetter] = match;
  const unit = dateLetter
    ? { D: 'days', W: 'weeks', M: 'months', Y: 'years' }[dateLetter]
    : { H: 'hours', M: 'minutes' }[timeLetter];
  return { amount: Number(dateAmount || timeAmount), unit, negative: sign === '-' };
}

export function formatDuration({ amount, unit, negative = false }) {
  const clock = unit === 'hours' || unit === 'minutes';
  return `${negative && amount ? '-' : ''}P${clock ? 'T' : ''}${Number(amount) || 0}${LETTERS[unit]}`;
}

/** Reads a timer from its element name (`timeDuration`, `timeDate`) and text. */
export function parseTimer(element, text) {
  const value = (text || '').trim();
  if (element === 'timeDuration') {
    const duration = parseDuration(value);
    return duration && !duration.negative
      ? { kind: 'duration', amount: duration.amount, unit: duration.unit }
      : { kind: 'iso', text: value };
  }
  return parseLocal(value) || parseDateOf(value) || { kind: 'instant', instant: value };
}

function parseLocal(value) {
  const match = LOCAL.exec(value);
  const duration = match && parseDuration(match[1]);
  return duration && !duration.negative
    ? { kind: 'localTime', amount: duration.amount, unit: duration.unit, time: match[2] }
    : null;
}

function parseDateOf(value) {
  const match = DATE_OF.exec(value);
  const offset = match && parseDuration(match[2]);
  return offset
    ? {
        kind: 'dateOf',
        fact: match[1],
        amount: offset.amount,
        unit: offset.unit,
        before: offset.negative || offset.amount === 0,
        time: match[3],
      }
    : null;
}

/** The element name and text that a timer is written as. */
export function formatTimer(timer) {
  switch (timer.kind) {
    case 'duration':
      return { element: 'timeDuration', text: formatDuration(timer) };
    case 'iso':
      return { element: 'timeDuration', text: timer.text };
    case 'localTime':
      return {
        element: 'timeDate',
        text: `\${timers.localTime(execution,'${formatDuration(timer)}','${timer.time}')}`,
      };
    case 'dateOf':
      return {
        element: 'timeDate',
        text: `\${timers.dateOf(execution,'${timer.fact}','${formatDuration({ ...timer, negative: timer.before })}','${timer.time}')}`,
      };
    default:
      return { element: 'timeDate', text: timer.instant || '' };
  }
}

/** What a marketer must still put right, as a key of the bundle; null when the timer is complete. */
export function timerProblem(timer) {
  if (timer.kind === 'duration' && !(timer.amount >= 1 && Number.isInteger(timer.amount))) {
    return 'timer.problem.amount';
  }
  if (timer.kind === 'iso' && !/^P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+S)?)?$/.test(timer.text)) {
    return 'timer.problem.iso';
  }
  if (timer.kind === 'instant' && !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(timer.instant || '')) {
    return 'timer.problem.instant';
  }
  if (timer.kind === 'dateOf' && !/^(contact|data)\.[A-Za-z_][\w.]*$/.test(timer.fact || '')) {
    return 'timer.problem.fact';
  }
  return null;
}

/** A fixed instant for an `<input type=datetime-local>`, in the browser's zone; '' when it is none. */
export function toLocalInput(instant) {
  const date = new Date(instant);
  if (!instant || Number.isNaN(date.getTime())) {
    return '';
  }
  const pad = (number) => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}T${pad(date.getHours())}:${pad(date.getMinutes())}`;
}

/** The instant of such an input, written in UTC to the second. */
export function fromLocalInput(value) {
  const date = new Date(value);
  return value && !Number.isNaN(date.getTime()) ? date.toISOString().replace(/\.\d+Z$/, 'Z') : '';
}
