import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linkNames } from '../../../main/js/messages/links.js';
import { formatMessageName, messageProblem, parseMessageName } from '../../../main/js/messages/names.js';

for (const name of ['OrderPlaced', 'LinkClicked', 'LinkClicked:mail_W1', 'LinkClicked:mail_W1:guide', 'LinkClicked:mail_W1:a:b']) {
  test(`reads and writes ${name}`, () => assert.equal(formatMessageName(parseMessageName(name)), name));
}

test('tells a click from other events', () => {
  assert.deepEqual(parseMessageName('LinkClicked:mail_W1:guide'), { kind: 'click', step: 'mail_W1', link: 'guide' });
  assert.deepEqual(parseMessageName('LinkClickedTwice'), { kind: 'event', name: 'LinkClickedTwice' });
});

test('says what is wrong with a name', () => {
  assert.equal(messageProblem(''), 'message.problem.missing');
  assert.equal(messageProblem('a/b'), 'message.problem.characters');
  assert.equal(messageProblem('x'.repeat(101)), 'message.problem.characters');
  assert.equal(messageProblem('Order (paid): 2'), null);
});

test('finds the names of links in a text', () => {
  assert.deepEqual(linkNames('[a](https://x.org "guide") and [b](https://y.org) [c](https://z.org "shop") "no"'), ['guide', 'shop']);
});
