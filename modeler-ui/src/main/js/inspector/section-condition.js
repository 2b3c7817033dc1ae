import { fill, h } from '../dom/h.js';
import { conditionOf, isDefaultFlow } from '../vocabulary/read.js';
import { formatCondition, parseCondition } from '../conditions/feel.js';
import { conditionRow } from './condition-row.js';

/** When a path out of a decision is taken: rows of fact, operator and value, or FEEL. */
export const condition = {
  id: 'condition',
  appliesTo: ({ bo, element }) => bo.$type === 'bpmn:SequenceFlow' && element.source?.type === 'bpmn:ExclusiveGateway',
  key: ({ bo }) => (isDefaultFlow(bo) ? 'default' : parseCondition(conditionOf(bo)) ? 'rows' : 'feel'),
  build(context) {
    const { element, bo, t, edits, form } = context;
    const otherwise = isDefaultFlow(bo);
    const feel = form.text({
      name: 'feel',
      label: t('condition.feel'),
      help: t('condition.feel.help'),
      multiline: true,
      rows: 2,
      read: () => conditionOf(bo),
      write: (text) => edits.condition(element, text.trim()),
    });
    return h(
      'section',
      {},
      form.select({
        name: 'otherwise',
        label: t('field.path'),
        options: () => ['if', 'otherwise'].map((value) => ({ value, label: t('path.' + value) })),
        read: () => (otherwise ? 'otherwise' : 'if'),
        write: (value) => edits.otherwise(element, value === 'otherwise'),
      }),
      !otherwise && builder(context),
      !otherwise && h('details', { class: 'rl-details', open: !parseCondition(conditionOf(bo)), 'data-testid': 'feel-details' }, h('summary', {}, t('condition.asFeel')), feel),
    );
  },
};

function builder(context) {
  const { element, bo, t, edits, form } = context;
  const box = h('div', { class: 'rl-condition' });
  let shown = null;
  const write = (model) => {
    shown = formatCondition(model);
    edits.condition(element, shown);
  };
  const draw = () => {
    const model = parseCondition(conditionOf(bo));
    if (!model) {
      fill(box, h('p', { class: 'rl-quiet' }, t('condition.tooMuch')));
      return;
    }
    if (!model.rows.length) {
      model.rows.push({ fact: '', operator: '=', value: '' });
    }
    const inner = { ...context, model, write };
    inner.show = () => fill(box, rowsOf(inner));
    inner.show();
  };
  form.refreshers.push(() => {
    if (conditionOf(bo) !== shown && !box.contains(document.activeElement)) {
      draw();
    }
  });
  draw();
  return box;
}

function rowsOf(context) {
  const { t, form, model, write } = context;
  const redraw = () => {
    write(model);
    context.show();
  };
  const join =
    model.rows.length > 1 &&
    form.select({ name: 'condition-join', label: t('condition.joinLabel'), options: () => ['and', 'or'].map((value) => ({ value, label: t('condition.join.' + value) })), read: () => model.join, write: (value) => write(Object.assign(model, { join: value })) });
  const add = h('button', { type: 'button', class: 'rl-link', 'data-testid': 'condition-add', onclick: () => addRow(context) }, '+ ' + t('condition.add'));
  return [join, model.rows.map((row, index) => conditionRow({ ...context, row, index, redraw })), add];
}

/** An empty row says nothing yet, so it is only drawn; it enters the diagram with its fact. */
function addRow(context) {
  context.model.rows.push({ fact: '', operator: '=', value: '' });
  context.show();
  document.querySelector(`[data-testid="field-condition-fact-${context.model.rows.length - 1}"]`)?.focus();
}
