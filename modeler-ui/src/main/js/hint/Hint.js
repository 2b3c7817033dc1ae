import { DIAGRAM_REPLACED } from '../events.js';
import { h } from '../dom/h.js';
import { kindOf } from '../vocabulary/kinds.js';

/** Says how to begin while the journey holds nothing but its start. */
export default class Hint {
  constructor(eventBus, shell, texts, elementRegistry) {
    this.elementRegistry = elementRegistry;
    this.hint = h(
      'div',
      { class: 'rl-hint', hidden: true, 'data-testid': 'hint' },
      h('h2', {}, texts('hint.title')),
      h('ol', {}, ['hint.1', 'hint.2', 'hint.3'].map((key) => h('li', {}, texts(key)))),
    );
    shell.stage.append(this.hint);
    eventBus.on(['commandStack.changed', DIAGRAM_REPLACED], () => this.refresh());
  }

  refresh() {
    const steps = this.elementRegistry.filter((it) => !it.waypoints && !it.labelTarget && it.parent && kindOf(it.businessObject));
    this.hint.hidden = steps.length > 1;
  }
}

Hint.$inject = ['eventBus', 'shell', 'texts', 'elementRegistry'];
