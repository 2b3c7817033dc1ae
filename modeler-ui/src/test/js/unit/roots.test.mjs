import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tidyRoots } from '../../../main/js/transfer/roots.js';

const message = (name) => ({ $type: 'bpmn:Message', name });

test('keeps the messages in use, drops the others, and brings back what an undo needs again', () => {
  const used = message('OrderPlaced');
  const broughtBack = message('CartUpdated');
  const error = { $type: 'bpmn:Error', errorCode: 'refused' };
  const inside = { $type: 'bpmn:SubProcess', flowElements: [{ eventDefinitions: [{ messageRef: broughtBack }] }] };
  const process = { $type: 'bpmn:Process', flowElements: [{ messageRef: used }, inside, { eventDefinitions: [{ errorRef: error }] }] };
  const definitions = { rootElements: [message('Ord'), used, process] };
  tidyRoots(definitions);
  assert.deepEqual(definitions.rootElements, [used, broughtBack, error, process]);
  assert.equal(broughtBack.$parent, definitions);
});
