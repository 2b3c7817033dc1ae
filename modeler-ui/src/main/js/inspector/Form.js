import { debounce } from '../dom/debounce.js';
import { fill, h } from '../dom/h.js';

const QUIET = 350;
let count = 0;

/**
 * Builds fields. Every field reads its value with `read()` and gives a new one to `write(value)`; text is written a
 * moment after the last key, or when the field is left.
 */
export class Form {
  constructor(t) {
    this.t = t;
    this.refreshers = [];
    this.pending = new Set();
  }

  refresh() {
    this.refreshers.forEach((refresh) => refresh());
  }

  commit() {
    [...this.pending].forEach((it) => it.flush());
  }

  text(field) {
    const input = field.multiline
      ? h('textarea', { class: 'rl-input', rows: field.rows || 4 })
      : h('input', { class: 'rl-input', type: field.type || 'text', min: field.min, list: field.list, inputmode: field.inputmode });
    input.placeholder = field.placeholder || '';
    input.spellcheck = Boolean(field.multiline);
    this.typing(input, field);
    return this.labelled(input, field);
  }

  number(field) {
    return this.text({ ...field, type: 'number' });
  }

  select(field) {
    const input = h('select', { class: 'rl-input' });
    const refresh = () => {
      const value = field.read();
      fill(input, optionsOf(field.options(), value));
      input.value = value;
      this.mark(input, field);
    };
    input.addEventListener('change', () => field.write(input.value));
    this.onRefresh(input, refresh);
    return this.labelled(input, field);
  }

  /** Something derived that is only shown. */
  output(field) {
    const output = h('output', { class: field.code ? 'rl-output rl-code' : 'rl-output', 'data-testid': 'field-' + field.name });
    const refresh = () => fill(output, field.read());
    this.refreshers.push(refresh);
    refresh();
    return h('div', { class: 'rl-field' }, field.label && h('span', { class: 'rl-label' }, field.label), output);
  }

  /** Offers values for text fields by the id of the list. */
  list(id, values) {
    return h('datalist', { id }, values.map((it) => h('option', { value: it.value ?? it, label: it.label })));
  }

  typing(input, field) {
    const write = debounce(() => {
      this.pending.delete(write);
      if (input.value !== String(field.read() ?? '') && !field.keep?.(input.value)) {
        field.write(input.value);
      }
    }, QUIET);
    input.addEventListener('input', () => {
      this.pending.add(write);
      write();
      this.mark(input, field);
    });
    input.addEventListener('change', () => write.flush());
    input.addEventListener('blur', () => write.flush());
    this.onRefresh(input, () => {
      if (!write.waiting() && input !== document.activeElement) {
        input.value = field.read() ?? '';
      }
      this.mark(input, field);
    });
  }

  onRefresh(input, refresh) {
    this.refreshers.push(refresh);
    input.relanceRefresh = refresh;
  }

  mark(input, field) {
    const problem = field.problem?.(input.value);
    input.setAttribute('aria-invalid', String(Boolean(problem)));
    if (input.relanceError) {
      fill(input.relanceError, problem ? this.t(problem) : '');
    }
  }

  labelled(input, field) {
    const id = 'rl-field-' + ++count;
    const error = h('p', { class: 'rl-error', id: id + '-error', 'data-testid': 'error-' + field.name });
    const help = field.help && h('p', { class: 'rl-help', id: id + '-help' }, field.help);
    input.id = id;
    input.dataset.testid = 'field-' + field.name;
    input.setAttribute('aria-describedby', `${help ? id + '-help ' : ''}${id}-error`);
    input.relanceError = error;
    if (field.required) {
      input.setAttribute('aria-required', 'true');
    }
    input.relanceRefresh();
    const mark = field.required && h('span', { class: 'rl-required', 'aria-hidden': 'true' }, ' *');
    const label = h('label', { class: field.quiet ? 'rl-sr' : 'rl-label', for: id }, field.label, mark);
    return h('div', { class: 'rl-field' }, label, input, error, help);
  }
}

/** Options, and one more for a value that is none of them, so that nothing is lost by looking at it. */
function optionsOf(options, value) {
  const flat = options.flatMap((it) => it.options || [it]);
  const all = flat.some((it) => it.value === value) ? options : [...options, { value, label: value }];
  return all.map((it) =>
    it.options
      ? h('optgroup', { label: it.label }, it.options.map((inner) => h('option', { value: inner.value }, inner.label)))
      : h('option', { value: it.value }, it.label),
  );
}
