import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renamedCondition, renamedMessage } from '../../../main/js/naming/references.js';

test('clicks follow the step whose message they are in', () => {
  assert.equal(renamedMessage('LinkClicked:sendEmail_1:guide', 'sendEmail_1', 'mail_W1'), 'LinkClicked:mail_W1:guide');
  assert.equal(renamedMessage('LinkClicked:sendEmail_10', 'sendEmail_1', 'mail_W1'), 'LinkClicked:sendEmail_10');
  assert.equal(renamedMessage('OrderPlaced', 'OrderPlaced', 'x'), 'OrderPlaced');
});

test('conditions follow the step that they ask about', () => {
  const before = 'steps.sendEmail_1.outcome = "accepted" and steps.sendEmail_10.outcome = "steps.sendEmail_1.outcome"';
  const after = 'steps.mail_W1.outcome = "accepted" and steps.sendEmail_10.outcome = "steps.sendEmail_1.outcome"';
  assert.equal(renamedCondition(before, 'sendEmail_1', 'mail_W1'), after);
});
