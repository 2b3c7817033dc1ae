import { h } from '../dom/h.js';
import { icon } from '../dom/icon.js';
import { formatNumber, outcomeWord } from './steps.js';

const CLOSE = 0.76;

/** The numbers on the diagram. Overlays are made once; later only their text changes, so that nothing flickers. */
export class Numbers {
  constructor(viewer, t, showPeople) {
    this.overlays = viewer.get('overlays');
    this.elementRegistry = viewer.get('elementRegistry');
    Object.assign(this, { t, showPeople, parts: new Map() });
  }

  show(statistics, steps) {
    for (const step of steps) {
      this.showStep(step, statistics.steps?.[step.id] || { entered: 0, inside: 0, left: 0, outcomes: {} });
    }
    for (const [id, count] of Object.entries(statistics.flows || {})) {
      this.showFlow(id, count, statistics);
    }
  }

  showStep(step, { inside = 0, left = 0, outcomes = {} }) {
    const { t } = this;
    if (step.holds || inside > 0) {
      const pill = this.part('inside', step, () => this.insidePill(step));
      this.write(pill, formatNumber(inside, t), t('live.insideOf', { count: inside, step: step.name }), inside === 0);
    }
    const passed = this.part('left', step, () => h('span', { class: 'rl-pill rl-pill-left', role: 'img', 'data-testid': 'left-' + step.id }, icon('check', 12), h('span', {})));
    this.write(passed, formatNumber(left, t), t('live.leftOf', { count: left, step: step.name }), left === 0);
    const words = Object.entries(outcomes);
    if (words.length) {
      const line = this.part('outcomes', step, () => h('span', { class: 'rl-outcomes', 'data-testid': 'outcomes-' + step.id }));
      line.textContent = words.map(([word, count]) => `${outcomeWord(word, t)} ${formatNumber(count, t)}`).join(' · ');
    }
  }

  insidePill(step) {
    return h('button', { type: 'button', class: 'rl-pill rl-pill-inside', 'data-testid': 'inside-' + step.id, onclick: () => this.showPeople(step) }, icon('person', 12), h('span', {}));
  }

  write(pill, text, label, none) {
    pill.lastChild.textContent = text;
    pill.title = label;
    pill.setAttribute('aria-label', label);
    pill.classList.toggle('rl-pill-none', none);
  }

  part(kind, step, create) {
    const key = kind + ':' + step.id;
    if (!this.parts.has(key)) {
      const node = create();
      this.parts.set(key, node);
      this.place(kind, step, node);
    }
    return this.parts.get(key);
  }

  place(kind, { id, element }, html) {
    if (kind === 'flow') {
      this.overlays.add(element, { position: lastStretch(element), html, show: { minZoom: 0.35 } });
    } else {
      this.row(id, element, kind === 'outcomes' ? 'below' : 'above').append(html);
    }
  }

  row(id, element, where) {
    const key = where + ':' + id;
    if (!this.parts.has(key)) {
      const shape = shapeOf(element);
      const html = h('div', { class: `rls-numbers rls-numbers-${where} rls-numbers-${shape}` });
      this.overlays.add(element, { position: placeOf(element, where, shape), html, show: { minZoom: 0.35 } });
      this.parts.set(key, html);
    }
    return this.parts.get(key);
  }

  showFlow(id, count, statistics) {
    const flow = this.elementRegistry.get(id);
    if (!flow?.waypoints || flow.source.outgoing.length < 2) {
      return;
    }
    const all = flow.source.outgoing.reduce((sum, it) => sum + (statistics.flows[it.id] || 0), 0);
    const pill = this.part('flow', { id, element: flow }, () => h('span', { class: 'rl-share', 'data-testid': 'flow-' + id }));
    const share = all ? Math.round((100 * count) / all) : 0;
    pill.textContent = this.t('live.share', { share });
    pill.title = formatNumber(count, this.t);
  }
}

function shapeOf(element) {
  if (element.type === 'bpmn:BoundaryEvent') {
    return 'attached';
  }
  if (element.attachers?.length) {
    return 'host';
  }
  return /Event$/.test(element.type) ? 'event' : /Gateway$/.test(element.type) ? 'gateway' : 'step';
}

/**
 * Above a step or an event; beside an attached event; below a decision's left side, where no path or name is. Outcomes
 * stand below, and make room for what is attached.
 */
function placeOf({ width, height }, where, shape) {
  if (where === 'below') {
    return { top: height + 3, left: shape === 'host' ? 0 : width / 2 };
  }
  return { attached: { top: height * 0.75, left: width + 4 }, gateway: { top: height * 0.8, left: width * 0.36 } }[shape] || { top: -4, left: width / 2 };
}

/** A place on the last stretch of a path, relative to its bounds: close to where it leads, clear of the name. */
function lastStretch({ waypoints }) {
  const left = Math.min(...waypoints.map((it) => it.x));
  const top = Math.min(...waypoints.map((it) => it.y));
  const [a, b] = waypoints.slice(-2);
  return { left: a.x + (b.x - a.x) * CLOSE - left, top: a.y + (b.y - a.y) * CLOSE - top };
}
