import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatTimer, fromLocalInput, parseDuration, parseTimer, timerProblem, toLocalInput } from '../../../main/js/timers/timers.js';

const FORMS = [
  ['timeDuration', 'P2D', { kind: 'duration', amount: 2, unit: 'days' }],
  ['timeDuration', 'PT1H', { kind: 'duration', amount: 1, unit: 'hours' }],
  ['timeDuration', 'PT30M', { kind: 'duration', amount: 30, unit: 'minutes' }],
  ['timeDuration', 'P3M', { kind: 'duration', amount: 3, unit: 'months' }],
  ['timeDuration', 'P1DT12H', { kind: 'iso', text: 'P1DT12H' }],
  ['timeDate', '2027-03-01T09:00:00Z', { kind: 'instant', instant: '2027-03-01T09:00:00Z' }],
  ['timeDate', "${timers.localTime(execution,'P2D','09:00')}", { kind: 'localTime', amount: 2, unit: 'days', time: '09:00' }],
  ['timeDate', "${timers.dateOf(execution,'contact.birthday','-P7D','09:00')}", { kind: 'dateOf', fact: 'contact.birthday', amount: 7, unit: 'days', before: true, time: '09:00' }],
  ['timeDate', "${timers.dateOf(execution,'data.trial.end','P1W','18:30')}", { kind: 'dateOf', fact: 'data.trial.end', amount: 1, unit: 'weeks', before: false, time: '18:30' }],
];

for (const [element, text, timer] of FORMS) {
  test(`reads and writes ${text}`, () => {
    assert.deepEqual(parseTimer(element, text), timer);
    assert.deepEqual(formatTimer(timer), { element, text });
  });
}

test('reads no wait before a time of day in both spellings', () => {
  assert.equal(parseTimer('timeDate', "${timers.localTime(execution,'PT0S','09:00')}").amount, 0);
  assert.equal(parseTimer('timeDate', "${timers.localTime(execution,'P0D','09:00')}").amount, 0);
});

test('never writes a negative nothing', () => {
  assert.equal(formatTimer({ kind: 'dateOf', fact: 'contact.birthday', amount: 0, unit: 'days', before: true, time: '09:00' }).text, "${timers.dateOf(execution,'contact.birthday','P0D','09:00')}");
});

test('keeps an expression that it does not know instead of losing it', () => {
  assert.deepEqual(parseTimer('timeDate', '${evil.bean()}'), { kind: 'instant', instant: '${evil.bean()}' });
  assert.equal(timerProblem({ kind: 'instant', instant: '${evil.bean()}' }), 'timer.problem.instant');
});

test('asks for what is missing', () => {
  assert.equal(timerProblem({ kind: 'duration', amount: 0, unit: 'days' }), 'timer.problem.amount');
  assert.equal(timerProblem({ kind: 'duration', amount: 1, unit: 'days' }), null);
  assert.equal(timerProblem({ kind: 'iso', text: 'P' }), 'timer.problem.iso');
  assert.equal(timerProblem({ kind: 'iso', text: 'P1DT12H' }), null);
  assert.equal(timerProblem({ kind: 'dateOf', fact: 'birthday' }), 'timer.problem.fact');
});

test('does not take a duration of several parts for a simple one', () => {
  assert.equal(parseDuration('P1DT1H'), null);
  assert.equal(parseDuration('two days'), null);
});

test('keeps a fixed date over the field of the browser', () => {
  const instant = '2027-03-01T09:00:00Z';
  assert.equal(fromLocalInput(toLocalInput(instant)), instant);
  assert.equal(toLocalInput('nonsense'), '');
  assert.equal(fromLocalInput(''), '');
});
