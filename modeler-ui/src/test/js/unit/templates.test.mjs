import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fieldName, fieldProblem, isShown, startingValues, withInput } from '../../../main/js/templates/fields.js';

const templates = JSON.parse(readFileSync(new URL('../mock/templates.json', import.meta.url)));
const email = templates.find((it) => it.id === 'io.relance.sendEmail');

test('a new step starts with what its template says', () => {
  assert.deepEqual(startingValues(email), {
    attributes: { 'camunda:modelerTemplate': 'io.relance.sendEmail', 'camunda:modelerTemplateVersion': 1, 'camunda:delegateExpression': '${sendEmail}' },
    inputs: [{ name: 'purpose', value: 'marketing' }],
  });
});

test('hidden properties are no fields', () => {
  assert.deepEqual(email.properties.filter(isShown).map(fieldName), ['subject', 'body', 'purpose', 'preheader', 'expires']);
});

test('says what is wrong with a field', () => {
  const [, subject] = email.properties;
  assert.equal(fieldProblem(subject, ' '), 'field.problem.required');
  assert.equal(fieldProblem(subject, 'Hello'), null);
  const points = templates.find((it) => it.id === 'io.relance.changeScore').properties[1];
  assert.equal(fieldProblem(points, 'many'), 'field.problem.pattern');
  assert.equal(fieldProblem(points, '-5'), null);
});

test('a field that may be cleared stands in the diagram though it is empty', () => {
  const update = templates.find((it) => it.id === 'io.relance.updateContact');
  assert.deepEqual(startingValues(update).inputs, [{ name: 'value', value: '' }]);
  assert.deepEqual(withInput({}, 'value', '', true), [{ name: 'value', value: '' }]);
});

test('an input that is emptied is left out, the others stay', () => {
  const bo = { extensionElements: { values: [{ $type: 'camunda:InputOutput', inputParameters: [{ name: 'subject', value: 'Hi' }, { name: 'body', value: 'x' }] }] } };
  assert.deepEqual(withInput(bo, 'body', ''), [{ name: 'subject', value: 'Hi' }]);
  assert.deepEqual(withInput(bo, 'subject', 'Ho'), [{ name: 'body', value: 'x' }, { name: 'subject', value: 'Ho' }]);
});
