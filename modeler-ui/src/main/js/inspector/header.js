import { h } from '../dom/h.js';
import { icon } from '../dom/icon.js';
import { kindOf, looksOf } from '../vocabulary/kinds.js';

/** Says what is being edited: its icon, its kind and one sentence about it. */
export function header(element, t) {
  const { key, group, picture } = describe(element);
  return h(
    'header',
    { class: `rl-inspector-head rl-group-${group}` },
    h('span', { class: 'rls-badge' }, icon(picture, 20)),
    h('div', {}, h('h2', { 'data-testid': 'inspector-title' }, t('kind.' + key)), t.has(`kind.${key}.help`) && h('p', { class: 'rl-quiet' }, t(`kind.${key}.help`))),
  );
}

function describe(element) {
  const bo = element.businessObject;
  if (bo.$type === 'bpmn:Process') {
    return { key: 'journey', group: 'start', picture: 'journey' };
  }
  if (element.waypoints) {
    return { key: 'path', group: 'end', picture: 'connect' };
  }
  const looks = looksOf(bo);
  if (!looks) {
    return { key: 'foreign', group: 'end', picture: 'warning' };
  }
  const attached = bo.$type === 'bpmn:BoundaryEvent' ? 'attached.' + kindOf(bo) : looks.kind;
  return { key: attached, group: looks.group, picture: looks.icon };
}
