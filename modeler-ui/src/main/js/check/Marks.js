import { PROBLEMS_CHANGED, SIMULATION_TOGGLED } from '../events.js';
import { h } from '../dom/h.js';
import { worst } from './severity.js';

/** Puts a mark on every element that has a problem; what is only good to know leaves the drawing calm. */
export default class Marks {
  constructor(eventBus, overlays, elementRegistry, selection) {
    Object.assign(this, { overlays, elementRegistry, selection, problems: [] });
    eventBus.on(PROBLEMS_CHANGED, ({ problems }) => this.show((this.problems = problems)));
    eventBus.on(SIMULATION_TOGGLED, ({ active }) => this.show(active ? [] : this.problems));
  }

  show(problems) {
    this.overlays.remove({ type: 'relance-problem' });
    for (const [id, them] of groupBy(problems.filter((it) => it.severity !== 'note'))) {
      const element = this.elementRegistry.get(id);
      if (element && element.parent) {
        this.mark(element, them);
      }
    }
  }

  mark(element, problems) {
    const html = h('button', {
      type: 'button',
      class: `rl-mark rl-mark-${worst(problems)}`,
      title: problems.map((it) => it.message).join('\n'),
      'aria-label': problems.map((it) => it.message).join('. '),
      'data-testid': 'problem-' + element.id,
      onclick: () => this.selection.select(element),
    }, String(problems.length > 1 ? problems.length : '!'));
    const position = element.waypoints ? middleOf(element) : { top: -10, right: 10 };
    this.overlays.add(element, 'relance-problem', { position, html });
  }
}

Marks.$inject = ['eventBus', 'overlays', 'elementRegistry', 'selection'];

function groupBy(problems) {
  const groups = new Map();
  problems.forEach((it) => groups.set(it.element, [...(groups.get(it.element) || []), it]));
  return groups;
}

/** The middle of a path, relative to its bounds. */
function middleOf({ waypoints }) {
  const left = Math.min(...waypoints.map((it) => it.x));
  const top = Math.min(...waypoints.map((it) => it.y));
  const at = Math.floor(waypoints.length / 2);
  const [a, b] = [waypoints[at - 1], waypoints[at]];
  return { left: (a.x + b.x) / 2 - left - 10, top: (a.y + b.y) / 2 - top - 10 };
}
