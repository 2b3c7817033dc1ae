import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { translatorOf } from '../../../main/js/i18n/translator.js';
import { STEPS, ATTACHED_STEPS } from '../../../main/js/vocabulary/steps.js';
import { GROUPS } from '../../../main/js/vocabulary/groups.js';
import { main } from './paths.mjs';

const bundle = (language) => JSON.parse(readFileSync(join(main, 'i18n', language + '.json'), 'utf8'));
const en = bundle('en');
const fr = bundle('fr');
const PLURAL = /_(zero|one|many|other)$/;
const has = (key) => key in en || `${key}_other` in en;

test('every text exists in both languages', () => {
  assert.deepEqual(Object.keys(fr).sort(), Object.keys(en).sort());
});

test('both languages fill in the same values', () => {
  const placeholders = (text) => [...text.matchAll(/\{(\w+)}/g)].map((it) => it[1]).filter((it) => it !== 'count').sort();
  for (const key of Object.keys(en)) {
    assert.deepEqual(placeholders(fr[key]), placeholders(en[key]), key);
  }
});

test('every step and group has its words', () => {
  for (const step of STEPS) {
    assert.ok(has('step.' + step.id) && has(`step.${step.id}.help`) && has('kind.' + step.kind), step.id);
  }
  ATTACHED_STEPS.forEach((step) => assert.ok(has('step.' + step.id) && has('kind.attached.' + step.kind), step.id));
  GROUPS.forEach((group) => assert.ok(has('group.' + group.id), group.id));
});

test('every text that the code asks for exists', () => {
  const missing = [];
  for (const file of readdirSync(main, { recursive: true }).filter((it) => it.endsWith('.js'))) {
    const code = readFileSync(join(main, file), 'utf8');
    for (const [, key] of code.matchAll(/(?:\bt|texts|tell)\('([a-z][\w-]*(?:\.[\w-]+)+)'/g)) {
      if (!has(key)) {
        missing.push(`${file}: ${key}`);
      }
    }
  }
  assert.deepEqual(missing, []);
});

test('no text is left over that nothing asks for', () => {
  const code = readdirSync(main, { recursive: true }).filter((it) => it.endsWith('.js')).map((it) => readFileSync(join(main, it), 'utf8')).join('\n');
  const computed = /^(bpmn|kind|step|group|name|field|fact|outcome|choice|consent|unit|units|message|operator|condition|timer|reentry|start|end|interrupting|path|action|form|saved|severity|drawer|publish|reading|live|hint|errorCode|conflict|import)\./;
  const left = Object.keys(en).map((key) => key.replace(PLURAL, '')).filter((key) => !computed.test(key) && !code.includes(`'${key}'`));
  assert.deepEqual([...new Set(left)], []);
});

test('plurals follow the language', () => {
  const count = (language, number) => translatorOf(bundle(language), language)('unit.days', { count: number });
  assert.deepEqual([1, 2, 0].map((it) => count('en', it)), ['1 day', '2 days', '0 days']);
  assert.deepEqual([1, 2, 0].map((it) => count('fr', it)), ['1 jour', '2 jours', '0 jour']);
  assert.equal(translatorOf(en, 'en')('check.result', { count: 0 }), 'The check found no problem.');
});
