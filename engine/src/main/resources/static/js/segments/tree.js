// Draws the rule: groups within groups, one row per condition, and beside each what the server said of it.

import { h, choice, icon } from './dom.js';

const DEEPEST = 3;

export class Tree {
  constructor(root, conditions, place, changed) {
    this.root = root;
    this.conditions = conditions;
    this.place = place;
    this.changed = changed;
    this.rows = new Map();
  }

  word(key) {
    return this.conditions.word(key);
  }

  /** Draws everything anew; the keyboard stays at the node it was at. */
  draw(focus) {
    const id = focus ?? this.nodeOf(document.activeElement);
    const index = this.controlIndex(document.activeElement);
    this.rows.clear();
    this.place.replaceChildren(this.group(this.root, null, 0));
    const row = id && this.rows.get(id);
    if (row) {
      const controls = row.querySelectorAll('select, input, textarea, button');
      (focus ? controls[0] : controls[Math.min(index, controls.length - 1)])?.focus();
    }
    this.changed();
  }

  nodeOf(element) {
    const row = element?.closest?.('.rl-rule-row, .rl-rule-group');
    return [...this.rows].find(([, known]) => known === row)?.[0];
  }

  controlIndex(element) {
    const row = element?.closest?.('.rl-rule-row, .rl-rule-group');
    return row ? [...row.querySelectorAll('select, input, textarea, button')].indexOf(element) : 0;
  }

  group(node, parent, depth) {
    const form = (node.not ? 'not-' : '') + node.group;
    const head = h('div', { class: 'rl-rule-head' },
      choice(this.word('group'), this.conditions.list('group', ['all', 'any', 'not-any', 'not-all']), form, (value) => {
        node.not = value.startsWith('not-');
        node.group = value.replace('not-', '');
        this.draw();
      }),
      h('output', { class: 'rl-rule-count' }),
      parent ? this.remove(node, parent) : null);
    const list = h('ul', { class: 'rl-rule-list' }, ...node.of.map((one) => h('li', {},
      one.group ? this.group(one, node, depth + 1) : this.row(one, node))));
    const add = h('div', { class: 'rl-rule-add' },
      h('button', { class: 'btn btn-sm', type: 'button', 'data-adds': 'condition', onclick: () => this.add(node, { kind: '', not: false }) },
        icon('plus'), this.word('add.condition')),
      depth < DEEPEST ? h('button', {
        class: 'btn btn-sm btn-quiet', type: 'button', 'data-adds': 'group',
        onclick: () => this.add(node, { group: 'any', not: false, of: [{ kind: '', not: false }] }),
      }, icon('plus'), this.word('add.group')) : null);
    const box = h('div', { class: 'rl-rule-group', role: 'group', 'aria-label': this.word('group') },
      head, h('p', { class: 'rl-rule-problem', hidden: true }), list, add);
    this.rows.set(node, box);
    return box;
  }

  row(node, parent) {
    const tools = { changed: () => this.changed(), drawn: () => this.draw() };
    const row = h('div', { class: 'rl-rule-row', role: 'group', 'aria-label': this.word('condition') },
      h('div', { class: 'rl-rule-controls' }, ...this.conditions.controls(node, tools).filter(Boolean)),
      h('output', { class: 'rl-rule-count' }),
      this.remove(node, parent),
      h('p', { class: 'rl-rule-problem', hidden: true }));
    this.rows.set(node, row);
    return row;
  }

  remove(node, parent) {
    return h('button', {
      class: 'btn btn-sm btn-quiet', type: 'button', title: this.word('remove'), 'aria-label': this.word('remove'),
      onclick: () => {
        const at = parent.of.indexOf(node);
        parent.of.splice(at, 1);
        this.draw(parent.of[Math.max(0, at - 1)] ?? parent);
      },
    }, icon('trash'));
  }

  add(parent, node) {
    parent.of.push(node);
    this.draw(node);
  }

  /** Shows numbers and problems beside the nodes; whatever was there before goes. */
  tell(counts, problems) {
    for (const [node, row] of this.rows) {
      const problem = row.querySelector(':scope > .rl-rule-problem');
      const texts = problems.filter(([at]) => at === node).map(([, text]) => text);
      problem.textContent = texts.join(' ');
      problem.hidden = texts.length === 0;
      row.classList.toggle('rl-rule--bad', texts.length > 0);
      const count = row.querySelector(':scope > .rl-rule-count, :scope > .rl-rule-head > .rl-rule-count');
      count.textContent = counts.get(node) ?? '';
    }
  }
}
