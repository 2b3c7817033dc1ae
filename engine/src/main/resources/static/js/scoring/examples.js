// The tests of the table: what happened to whom, and what must come out.

import { h, icon } from '../segments/dom.js';

/** Lines such as "page = /pricing" as an object; what reads as a number or a truth value is one. */
export function fromLines(text) {
  const values = {};
  text.split('\n').map((line) => line.trim()).filter(Boolean).forEach((line) => {
    const cut = line.indexOf('=');
    const name = (cut < 0 ? line : line.slice(0, cut)).trim();
    const value = cut < 0 ? '' : line.slice(cut + 1).trim();
    values[name] = value === 'true' || value === 'false' ? value === 'true'
      : /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  });
  return values;
}

export function toLines(values) {
  return Object.entries(values ?? {})
    .map(([name, value]) => `${name} = ${typeof value === 'object' ? JSON.stringify(value) : value}`).join('\n');
}

export class Examples {
  constructor(examples, words, place, changed) {
    this.examples = examples;
    this.words = words;
    this.place = place;
    this.changed = changed;
  }

  draw(focus) {
    this.place.replaceChildren(...this.examples.map((example, i) => this.one(example, i)));
    if (focus) {
      this.place.querySelector(`[data-path="${focus}"]`)?.focus();
    }
  }

  one(example, i) {
    const path = `examples[${i}]`;
    const input = (member, more = {}) => {
      const id = `example-${i}-${member}`;
      const field = h('input', {
        class: 'form-control form-control-sm', id, 'data-path': `${path}.${member}`, autocomplete: 'off',
        oninput: (event) => { example[member] = event.target.value; this.changed(); }, ...more,
      });
      field.value = example[member] ?? '';
      return h('div', {}, h('label', { class: 'form-label rl-small', for: id }, this.words[`example.${member}`]), field, this.error(`${path}.${member}`));
    };
    const lines = (member) => {
      const id = `example-${i}-${member}`;
      const field = h('textarea', {
        class: 'form-control form-control-sm rl-mono', id, rows: 2, 'data-path': `${path}.${member}`, spellcheck: 'false',
        placeholder: this.words[`example.${member}.placeholder`],
        oninput: (event) => { example[member] = fromLines(event.target.value); this.changed(); },
      });
      field.value = toLines(example[member]);
      return h('div', {}, h('label', { class: 'form-label rl-small', for: id }, this.words[`example.${member}`]), field, this.error(`${path}.${member}`));
    };
    return h('li', {},
      h('div', { class: 'rl-fields-row' }, input('name', { maxlength: 200 }), input('event', { list: 'score-events' }), input('points', { inputmode: 'numeric' })),
      h('div', { class: 'rl-fields-row mt-2' }, lines('properties'), lines('contact')),
      h('div', { class: 'rl-list-head mt-2' },
        h('span', { class: 'rl-small', 'data-result': String(i), role: 'status' }),
        h('button', { class: 'btn btn-sm btn-quiet', type: 'button', onclick: () => { this.examples.splice(i, 1); this.changed(); this.draw(); } },
          icon('trash'), h('span', {}, this.words['example.remove']), h('span', { class: 'rl-sr' }, ` ${i + 1}`))));
  }

  error(path) {
    return h('p', { class: 'rl-score-problem', 'data-problem': path, hidden: true });
  }

  add() {
    this.examples.push({ name: '', event: '', properties: {}, contact: {}, points: '' });
    this.changed();
    this.draw(`examples[${this.examples.length - 1}].name`);
  }

  /** Shows what came out of each. */
  tell(outcomes) {
    outcomes.forEach((outcome, i) => {
      const place = this.place.querySelector(`[data-result="${i}"]`);
      if (place) {
        const rows = outcome.rows.map((row) => row.row).join(', ') || '–';
        const text = this.words[outcome.passed ? 'example.passed' : 'example.failed']
          .replace('[0]', outcome.expected).replace('[1]', outcome.points).replace('[2]', rows);
        place.replaceChildren(h('span', { class: `rl-chip ${outcome.passed ? 'rl-chip--good' : 'rl-chip--bad'}` }, text));
      }
    });
  }

  forget() {
    this.place.querySelectorAll('[data-result]').forEach((place) => place.replaceChildren());
  }
}
