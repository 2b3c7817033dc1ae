import { h } from '../dom/h.js';
import { OPERATORS, WITHOUT_VALUE } from '../conditions/feel.js';
import { factOptions, isListed, valuesOf } from '../conditions/facts.js';

const OTHER = '…';

/** One row of the condition builder; `row` is changed in place and written. */
export function conditionRow(context) {
  const { t, form, model, row, index, write, redraw, show } = context;
  const field = (name) => `condition-${name}-${index}`;
  const options = factOptions(context);
  const own = row.own || (row.fact && !isListed(options, row.fact));
  const fact = form.select({
    name: field('fact'),
    label: t('condition.fact'),
    options: () => [{ value: '', label: t('condition.choose') }, ...options, { value: OTHER, label: t('condition.other') }],
    read: () => (own ? OTHER : row.fact),
    write: (value) => {
      Object.assign(row, value === OTHER ? { own: true, fact: 'data.' } : { own: false, fact: value, value: '' });
      (value === OTHER ? show : redraw)();
    },
  });
  const path =
    own && form.text({ name: field('path'), label: t('condition.path'), help: t('condition.path.help'), read: () => row.fact, write: (value) => write(Object.assign(row, { fact: value.trim() }) && model) });
  const operator = form.select({
    name: field('operator'),
    label: t('condition.operator'),
    options: () => OPERATORS.map((value) => ({ value, label: t('operator.' + value) })),
    read: () => row.operator,
    write: (value) => {
      row.operator = value;
      redraw();
    },
  });
  const remove =
    model.rows.length > 1 &&
    h('button', { type: 'button', class: 'rl-link', 'aria-label': t('condition.remove'), onclick: () => model.rows.splice(index, 1) && redraw() }, '× ' + t('condition.remove'));
  return h('fieldset', { class: 'rl-condition-row' }, h('legend', { class: 'rl-sr' }, t('condition.row', { number: index + 1 })), fact, path, operator, !WITHOUT_VALUE.includes(row.operator) && valueField(context, field('value')), remove);
}

function valueField({ t, form, model, row, write, elementRegistry }, name) {
  const known = valuesOf(row.fact, t, elementRegistry);
  const save = (value) => {
    row.value = value;
    write(model);
  };
  const common = { name, label: t('condition.value'), read: () => row.value, write: save };
  return known
    ? form.select({ ...common, options: () => [{ value: '', label: t('condition.choose') }, ...known] })
    : form.text({ ...common, help: t('condition.value.help') });
}
