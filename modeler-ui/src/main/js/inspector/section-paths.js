import { fill, h } from '../dom/h.js';
import { conditionOf, isDefaultFlow } from '../vocabulary/read.js';
import { conditionWords } from '../naming/names.js';

/** The ways out of a decision, each one a click away. */
export const paths = {
  id: 'paths',
  appliesTo: ({ bo }) => bo.$type === 'bpmn:ExclusiveGateway',
  build({ element, t, form, select, edits }) {
    const list = h('ol', { class: 'rl-paths' });
    const draw = () =>
      fill(
        list,
        element.outgoing.map((flow) =>
          h('li', {}, h('button', { type: 'button', class: 'rl-path', 'data-testid': 'path-' + flow.id, onclick: () => select(flow) }, h('strong', {}, target(flow)), h('span', { class: 'rl-quiet' }, words(flow.businessObject, t, edits.nameOf)))),
        ),
      );
    form.refreshers.push(draw);
    draw();
    return h('section', {}, h('h3', {}, t('paths.title')), element.outgoing.length ? null : h('p', { class: 'rl-quiet' }, t('paths.none')), list);
  },
  key: ({ element }) => String(element.outgoing.length),
};

const target = (flow) => '→ ' + (flow.target.businessObject.name || flow.target.id);

function words(flow, t, nameOf) {
  if (isDefaultFlow(flow)) {
    return t('condition.otherwise');
  }
  return conditionOf(flow) ? t('paths.if', { condition: conditionWords(conditionOf(flow), t, nameOf) }) : t('paths.unset');
}
