import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatCondition, formatValue, parseCondition } from '../../../main/js/conditions/feel.js';

const row = (fact, operator, value = '') => ({ fact, operator, value });

const CONDITIONS = [
  ['data.cart.value < 30', 'and', [row('data.cart.value', '<', '30')]],
  ['data.cart.value >= 150 and consent.sms.marketing = "granted"', 'and', [row('data.cart.value', '>=', '150'), row('consent.sms.marketing', '=', 'granted')]],
  ['contact.city = "Paris" or contact.city = "Lyon"', 'or', [row('contact.city', '=', 'Paris'), row('contact.city', '=', 'Lyon')]],
  ['contact.email != null', 'and', [row('contact.email', 'known')]],
  ['contact.phone = null', 'and', [row('contact.phone', 'missing')]],
  ['contains(event.name, "Order")', 'and', [row('event.name', 'contains', 'Order')]],
  ['starts with(contact.locale, "fr")', 'and', [row('contact.locale', 'starts with', 'fr')]],
  ['data.vip = true', 'and', [row('data.vip', '=', 'true')]],
  ['data.since < date("2027-03-01")', 'and', [row('data.since', '<', '2027-03-01')]],
  ['data.zip = "75001"', 'and', [row('data.zip', '=', '"75001"')]],
  ['data.title = "bread and \\"butter\\""', 'and', [row('data.title', '=', 'bread and "butter"')]],
];

for (const [feel, join, rows] of CONDITIONS) {
  test(`reads and writes ${feel}`, () => {
    assert.deepEqual(parseCondition(feel), { join, rows });
    assert.equal(formatCondition({ join, rows }), feel);
  });
}

for (const feel of ['a = 1 and b = 2 or c = 3', 'some x in data.items satisfies x > 1', 'data.a = data.b', 'not(data.vip)', '(a = 1)']) {
  test(`leaves ${feel} to the expression field`, () => assert.equal(parseCondition(feel), null));
}

test('leaves out rows that say nothing yet', () => {
  assert.equal(formatCondition({ join: 'and', rows: [row('', '='), row('data.', '='), row('data.a', '=', '1')] }), 'data.a = 1');
});

test('quotes text so that it cannot become part of the expression', () => {
  assert.equal(formatValue('x" or "1" = "1'), '"x\\" or \\"1\\" = \\"1"');
});

test('an empty condition has no rows', () => assert.deepEqual(parseCondition(' '), { join: 'and', rows: [] }));
