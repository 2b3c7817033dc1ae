import { h } from '../dom/h.js';
import { icon } from '../dom/icon.js';
import { GROUPS } from '../vocabulary/groups.js';
import { STEPS } from '../vocabulary/steps.js';

/** The steps by group at the left: drag one onto the canvas, click to pick it up, or press Enter to append it. */
export default class Palette {
  constructor(shell, texts, create, steps, placing) {
    Object.assign(this, { create, steps, placing, texts });
    shell.palette.append(...GROUPS.map((group) => this.group(group)));
  }

  group({ id }) {
    const entries = STEPS.filter((step) => step.group === id).map((step) => h('li', {}, this.entry(step)));
    return h(
      'section',
      { class: `rl-palette-group rl-group-${id}` },
      h('h3', {}, this.texts('group.' + id)),
      h('ul', {}, entries),
    );
  }

  entry(step) {
    const pick = (event) => this.create.start(event, this.steps.create(step));
    const button = h(
      'button',
      {
        type: 'button',
        draggable: 'true',
        class: 'rl-palette-entry',
        title: this.texts(`step.${step.id}.help`),
        'data-testid': 'palette-' + step.id,
        onclick: (event) => (event.detail === 0 ? this.placing.place(step) : pick(event)),
        ondragstart: (event) => {
          event.preventDefault();
          pick(event);
        },
      },
      h('span', { class: 'rls-badge' }, icon(step.icon, 16)),
      h('span', {}, this.texts('step.' + step.id)),
    );
    return button;
  }
}

Palette.$inject = ['shell', 'texts', 'create', 'steps', 'placing'];
