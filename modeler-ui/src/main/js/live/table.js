import { fill, h } from '../dom/h.js';
import { formatNumber, outcomeWord } from './steps.js';

/** The same numbers for those who do not see the diagram. */
export function drawTable(place, statistics, steps, t) {
  const rows = steps.map((step) => row(step, statistics.steps?.[step.id] || {}, t));
  const heads = ['step', 'inside', 'left', 'outcomes'].map((name) => h('th', { scope: 'col' }, t('live.' + name)));
  fill(place, h('table', {}, h('caption', { class: 'rl-sr' }, t('live.table')), h('thead', {}, h('tr', {}, heads)), h('tbody', {}, rows)));
}

function row(step, { inside = 0, left = 0, outcomes = {} }, t) {
  const words = Object.entries(outcomes).map(([word, count]) => `${outcomeWord(word, t)} ${formatNumber(count, t)}`);
  return h('tr', {}, h('th', { scope: 'row' }, step.name), h('td', {}, formatNumber(inside, t)), h('td', {}, formatNumber(left, t)), h('td', {}, words.join(', ')));
}
