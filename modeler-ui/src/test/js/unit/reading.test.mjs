import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { translatorOf } from '../../../main/js/i18n/translator.js';
import { readJourney } from '../../../main/js/reading/reading.js';
import { main } from './paths.mjs';

const t = translatorOf(JSON.parse(readFileSync(join(main, 'i18n/en.json'), 'utf8')), 'en');
const node = (id, kind, next = [], more = {}) => [id, { id, kind, name: '', detail: '', timer: null, message: '', stops: true, inside: [], attached: [], next: next.map((it) => (typeof it === 'string' ? { to: it, condition: '', otherwise: false, name: '' } : it)), ...more }];
const graph = (...nodes) => ({ starts: ['start'], anytime: [], nodes: new Map(nodes) });
const flat = (lines, depth = 0) => lines.flatMap((it) => ['  '.repeat(depth) + it.text, ...flat(it.children, depth + 1)]);

test('tells a race and what follows from each outcome', () => {
  const journey = graph(
    node('start', 'startEvent', ['mail'], { message: 'Subscribed' }),
    node('mail', 'sendEmail', ['race'], { detail: 'Welcome' }),
    node('race', 'waitRace', ['click', 'late']),
    node('click', 'waitEvent', ['won'], { message: 'LinkClicked:mail:guide' }),
    node('late', 'waitTimer', ['lost'], { timer: { kind: 'duration', amount: 2, unit: 'days' } }),
    node('won', 'end', [], { name: 'engaged' }),
    node('lost', 'end', [], { name: 'lost' }),
  );
  assert.deepEqual(flat(readJourney(journey, t)), [
    'When this happens: Subscribed',
    '  send the email “Welcome”',
    '  wait for whichever comes first',
    '  if this happens first: Click on “guide” in mail',
    '    end with the outcome “engaged”',
    '  if nothing happens for 2 days',
    '    end with the outcome “lost”',
  ]);
});

test('tells a loop once and says where it goes on', () => {
  const journey = graph(
    node('start', 'startManual', ['wait']),
    node('wait', 'waitTimer', ['if'], { timer: { kind: 'duration', amount: 1, unit: 'hours' }, name: 'Wait 1 hour' }),
    node('if', 'decideIf', [{ to: 'wait', condition: 'contact.score < 3', otherwise: false }, { to: 'end', condition: '', otherwise: true }], { name: 'Enough?' }),
    node('end', 'end', [], { name: 'done' }),
  );
  assert.deepEqual(flat(readJourney(journey, t)).slice(3), [
    '  if score < 3:',
    '    go on as told at “Wait 1 hour”',
    '  otherwise:',
    '    end with the outcome “done”',
  ]);
});

test('survives a path that leads nowhere', () => {
  assert.equal(readJourney(graph(node('start', 'startManual', ['gone'])), t).length, 1);
});
