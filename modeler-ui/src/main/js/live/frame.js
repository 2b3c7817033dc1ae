import { fill, h } from '../dom/h.js';
import { icon } from '../dom/icon.js';

/** The parts of the live view: totals, diagram with its list of people, the same numbers as a table. */
export function createFrame(root, t) {
  const frame = {
    totals: h('dl', { class: 'rl-totals', 'aria-label': t('live.totals') }),
    canvas: h('div', { class: 'rl-canvas', role: 'group', 'aria-label': t('live.region') }),
    people: h('aside', { class: 'rl-people', hidden: true }),
    table: h('div', { class: 'rls-table' }),
    heat: h('input', { type: 'checkbox', 'data-testid': 'heat' }),
    fit: h('button', { type: 'button', class: 'rl-button', 'data-testid': 'fit' }, icon('fit', 16), h('span', {}, t('live.fit'))),
    status: h('span', { class: 'rl-quiet rl-updated' }),
  };
  frame.tell = (text, failed = false) => {
    frame.status.classList.toggle('rl-updated-failed', failed);
    fill(frame.status, text);
  };
  const bar = h('div', { class: 'rls-live-bar' }, frame.status, h('label', { class: 'rl-heat' }, frame.heat, ' ', t('live.heat')), frame.fit);
  root.classList.add('rls-live');
  root.replaceChildren(
    frame.totals,
    bar,
    h('div', { class: 'rls-live-body' }, h('div', { class: 'rls-live-stage' }, frame.canvas), frame.people),
    h('details', { class: 'rls-live-table', 'data-testid': 'live-table' }, h('summary', {}, t('live.table')), frame.table),
  );
  return frame;
}
