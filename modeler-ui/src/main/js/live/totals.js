import { fill, h } from '../dom/h.js';
import { formatNumber, outcomeWord } from './steps.js';

/** The totals on top: entered, waiting, queued, incidents, and one for every way of ending. */
export function drawTotals(place, statistics, t) {
  const plain = ['entered', 'waiting', 'queued', 'incidents'].map((name) => total(t('live.' + name), statistics[name] || 0, name, t));
  const ended = Object.entries(statistics.ended || {}).map(([outcome, count]) => total(t('live.ended', { outcome: outcomeWord(outcome, t) }), count, 'ended', t));
  fill(place, plain, ended);
}

function total(label, count, kind, t) {
  const alarming = kind === 'incidents' && count > 0;
  return h('div', { class: `rl-total rl-total-${kind}${alarming ? ' rl-total-alarming' : ''}`, 'data-testid': 'total-' + kind }, h('dt', {}, label), h('dd', {}, formatNumber(count, t)));
}
