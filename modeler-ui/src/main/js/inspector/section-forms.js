import { h } from '../dom/h.js';
import { definitionOf } from '../vocabulary/kinds.js';

const replaceWith = ({ forms, element }, target) => forms.change(element, target);

/** How people enter: by hand or through the API, or on an event. */
export const startKind = {
  id: 'startKind',
  appliesTo: ({ bo }) => bo.$type === 'bpmn:StartEvent' && bo.$parent?.$type === 'bpmn:Process',
  build(context) {
    const { bo, t, form } = context;
    const read = () => (definitionOf(bo) ? 'event' : 'manual');
    return h(
      'section',
      {},
      form.select({
        name: 'start',
        label: t('field.start'),
        options: () => ['manual', 'event'].map((value) => ({ value, label: t('start.' + value) })),
        read,
        write: (value) =>
          value !== read() &&
          replaceWith(context, value === 'event' ? { type: bo.$type, eventDefinitionType: 'bpmn:MessageEventDefinition' } : { type: bo.$type }),
      }),
    );
  },
};

/** Whether an end ends one path or the whole walk. */
export const endKind = {
  id: 'endKind',
  appliesTo: ({ bo }) => bo.$type === 'bpmn:EndEvent',
  build(context) {
    const { bo, t, form } = context;
    const read = () => (definitionOf(bo) ? 'all' : 'path');
    return h(
      'section',
      {},
      form.select({
        name: 'end',
        label: t('field.end'),
        options: () => ['path', 'all'].map((value) => ({ value, label: t('end.' + value) })),
        read,
        write: (value) =>
          value !== read() &&
          replaceWith(context, value === 'all' ? { type: bo.$type, eventDefinitionType: 'bpmn:TerminateEventDefinition' } : { type: bo.$type }),
      }),
    );
  },
};
