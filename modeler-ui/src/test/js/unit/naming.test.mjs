import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idProblem, isMadeUp, isTakenIn, nextId } from '../../../main/js/naming/ids.js';
import { rekey } from '../../../main/js/transfer/rekey.js';
import { blankDiagram } from '../../../main/js/transfer/blank.js';
import { formatPaths, parsePaths } from '../../../main/js/vocabulary/read.js';
import { kindOf } from '../../../main/js/vocabulary/kinds.js';

test('takes the first free number for a new step', () => {
  assert.equal(nextId('sendEmail', (id) => ['sendEmail_1', 'sendEmail_2'].includes(id)), 'sendEmail_3');
});

test('replaces only ids that nobody chose', () => {
  assert.ok(isMadeUp('Activity_0k3x9qa'));
  assert.ok(!isMadeUp('mail_W1'));
});

test('says what is wrong with an id', () => {
  assert.equal(idProblem('1st', () => false), 'id.problem.characters');
  assert.equal(idProblem('mail', () => true), 'id.problem.taken');
  assert.equal(idProblem('mail_W1', () => false), null);
});

test('an imported diagram gets the key of this journey', () => {
  const process = { $type: 'bpmn:Process', id: 'Process_1' };
  assert.equal(rekey({ rootElements: [process] }, 'welcome'), 'Process_1');
  assert.equal(process.id, 'welcome');
  assert.equal(rekey({ rootElements: [process] }, 'welcome'), null);
});

test('names of a new journey cannot break out of the diagram', () => {
  assert.match(blankDiagram('welcome', 'A "B" <c> & d', 'Start'), /name="A &quot;B&quot; &lt;c&gt; &amp; d"/);
});

test('reads and writes the weights of a split', () => {
  assert.equal(formatPaths(parsePaths('A=50, B = 30 ,C=20')), 'A=50, B=30, C=20');
  assert.deepEqual(parsePaths('nonsense'), []);
});

test('knows steps by their delegate and nothing beyond the vocabulary', () => {
  const service = (expression) => ({ $type: 'bpmn:ServiceTask', get: () => expression });
  assert.equal(kindOf(service('${sendEmail}')), 'sendEmail');
  assert.equal(kindOf(service('${runtimeService}')), null);
  assert.equal(kindOf({ $type: 'bpmn:ScriptTask' }), null);
});

test('a new step never gets the id of a shape that outlived its step\'s own id', () => {
  // A start that became an event start: the step is called start again, its shape still start_1_di.
  const elements = [{ id: 'start', di: { id: 'start_1_di' } }];
  const registry = { get: (id) => elements.find((it) => it.id === id), find: (matches) => elements.find(matches) };
  assert.equal(nextId('start', isTakenIn(registry, { assigned: () => false })), 'start_2');
});
