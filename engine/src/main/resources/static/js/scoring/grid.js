// The table of rules as a table: one input per cell, rows and columns added, moved and removed. Every cell knows its
// path, so that what is wrong with it stands beside it.

import { h, icon } from '../segments/dom.js';

const TYPES = ['text', 'number', 'boolean', 'date'];

export class Grid {
  constructor(table, words, fields, place, changed) {
    this.table = table;
    this.words = words;
    this.fields = fields;
    this.place = place;
    this.changed = changed;
  }

  word(key, ...values) {
    return values.reduce((text, value, i) => text.replace(`[${i}]`, value), this.words[key] ?? key);
  }

  draw(focus) {
    const { columns, rows } = this.table;
    this.place.replaceChildren(rows.length === 0 && columns.length === 0
      ? h('p', { class: 'rl-blank rl-blank--small rl-muted' }, this.word('rows.none'))
      : h('table', { class: 'rl-grid rl-score' },
        h('thead', {}, h('tr', {},
          h('th', { scope: 'col' }, '#'),
          h('th', { scope: 'col' }, this.word('column.event')),
          ...columns.map((column, i) => this.header(column, i)),
          ...['points', 'days', 'why'].map((name) => h('th', { scope: 'col' }, this.word(`column.${name}`))),
          h('th', { scope: 'col' }, h('span', { class: 'rl-sr' }, this.word('row.actions'))))),
        h('tbody', {}, ...rows.map((row, i) => this.row(row, i)))));
    if (focus) {
      this.place.querySelector(`[data-path="${focus}"]`)?.focus();
    }
  }

  header(column, i) {
    const set = (member, value, redraw) => {
      column[member] = value;
      const field = this.fields.find((one) => one.name === column.name);
      if (column.of === 'contact' && member === 'name' && field) {
        column.type = field.type;
        redraw = true;
      }
      this.changed();
      if (redraw) {
        this.draw(`columns[${i}].${member}`);
      }
    };
    const one = (member, options, label) => h('select', {
      class: 'form-select form-select-sm', 'aria-label': label, 'data-path': `columns[${i}].${member}`,
      onchange: (event) => set(member, event.target.value, true),
    }, ...options.map((value) => h('option', { value, selected: value === column[member] }, this.word(`${member}.${value}`))));
    const name = h('input', {
      class: 'form-control form-control-sm', 'aria-label': this.word('column.name'), 'data-path': `columns[${i}].name`,
      list: column.of === 'contact' ? 'score-fields' : null, autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false',
      placeholder: this.word('column.name'), onchange: (event) => set('name', event.target.value.trim()),
    });
    name.value = column.name ?? '';
    return h('th', { scope: 'col' },
      h('div', { class: 'rl-score-head' }, one('of', ['event', 'contact'], this.word('column.of')), name,
        one('type', TYPES, this.word('column.type')),
        h('span', { class: 'rl-score-tools' },
          this.button('back', this.word('column.left', column.name), i === 0, () => this.moveColumn(i, -1)),
          this.button('next', this.word('column.right', column.name), i === this.table.columns.length - 1, () => this.moveColumn(i, 1)),
          this.button('trash', this.word('column.remove', column.name), false, () => this.removeColumn(i)))),
      this.error(`columns[${i}].name`));
  }

  row(row, i) {
    const cell = (path, value, set, more = {}) => {
      const input = h('input', {
        class: 'form-control form-control-sm', 'data-path': path, autocomplete: 'off', spellcheck: 'false',
        oninput: (event) => { set(event.target.value); this.changed(); },
        onkeydown: (event) => this.key(event, path, i), ...more,
      });
      input.value = value ?? '';
      return h('td', {}, input, this.error(path));
    };
    const label = (name) => this.word('cell.label', name, i + 1);
    const path = `rows[${i}]`;
    return h('tr', {},
      h('th', { scope: 'row' }, String(i + 1)),
      cell(`${path}.event`, row.event, (value) => { row.event = value; }, { 'aria-label': label(this.word('column.event')), list: 'score-events', placeholder: this.word('any') }),
      ...this.table.columns.map((column, c) => cell(`${path}.cells[${c}]`, row.cells[c], (value) => { row.cells[c] = value; }, { 'aria-label': label(column.name), placeholder: this.word('any') })),
      cell(`${path}.points`, row.points, (value) => { row.points = value; }, { 'aria-label': label(this.word('column.points')), inputmode: 'numeric', class: 'form-control form-control-sm rl-score-number' }),
      cell(`${path}.days`, row.days, (value) => { row.days = value; }, { 'aria-label': label(this.word('column.days')), inputmode: 'numeric', placeholder: this.word('forever'), class: 'form-control form-control-sm rl-score-number' }),
      cell(`${path}.why`, row.why, (value) => { row.why = value; }, { 'aria-label': label(this.word('column.why')), maxlength: 200 }),
      h('td', {}, h('span', { class: 'rl-score-tools' },
        this.button('down', this.word('row.up', i + 1), i === 0, () => this.moveRow(i, -1), 'rl-score-up'),
        this.button('down', this.word('row.down', i + 1), i === this.table.rows.length - 1, () => this.moveRow(i, 1)),
        this.button('trash', this.word('row.remove', i + 1), false, () => this.removeRow(i))), this.error(path)));
  }

  button(sign, label, disabled, pressed, more = '') {
    return h('button', { class: `btn btn-sm btn-quiet ${more}`, type: 'button', title: label, 'aria-label': label, disabled, onclick: pressed }, icon(sign));
  }

  error(path) {
    return h('p', { class: 'rl-score-problem', 'data-problem': path, hidden: true });
  }

  /** Enter goes one cell down, at the end to a new row; Alt with an arrow moves the row. */
  key(event, path, i) {
    const column = path.slice(path.indexOf('].') + 1);
    if (event.key === 'Enter') {
      event.preventDefault();
      if (i === this.table.rows.length - 1) {
        this.addRow(column);
      } else {
        this.place.querySelector(`[data-path="rows[${i + 1}]${column}"]`)?.focus();
      }
    } else if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      this.moveRow(i, event.key === 'ArrowUp' ? -1 : 1, column);
    }
  }

  addRow(column = '.event') {
    const { rows, columns } = this.table;
    rows.push({ event: '', cells: columns.map(() => ''), points: '', days: null, why: '' });
    this.changed();
    this.draw(`rows[${rows.length - 1}]${column}`);
  }

  removeRow(i) {
    this.table.rows.splice(i, 1);
    this.changed();
    this.draw(`rows[${Math.min(i, this.table.rows.length - 1)}].event`);
  }

  moveRow(i, by, column = '.event') {
    const to = i + by;
    if (to >= 0 && to < this.table.rows.length) {
      this.table.rows.splice(to, 0, ...this.table.rows.splice(i, 1));
      this.changed();
      this.draw(`rows[${to}]${column}`);
    }
  }

  addColumn() {
    const { rows, columns } = this.table;
    columns.push({ of: 'event', name: '', type: 'text' });
    rows.forEach((row) => row.cells.push(''));
    this.changed();
    this.draw(`columns[${columns.length - 1}].name`);
  }

  removeColumn(i) {
    this.table.columns.splice(i, 1);
    this.table.rows.forEach((row) => row.cells.splice(i, 1));
    this.changed();
    this.draw();
  }

  moveColumn(i, by) {
    [this.table.columns, ...this.table.rows.map((row) => row.cells)].forEach((list) => list.splice(i + by, 0, ...list.splice(i, 1)));
    this.changed();
    this.draw(`columns[${i + by}].name`);
  }
}
