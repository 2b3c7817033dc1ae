import { h } from '../dom/h.js';
import { definitionOf } from '../vocabulary/kinds.js';

const startsAnytime = (bo) => bo.$type === 'bpmn:StartEvent' && Boolean(bo.$parent?.triggeredByEvent);

/** Whether what happens meanwhile ends what it hangs on, or runs beside it. */
export const attachment = {
  id: 'attachment',
  appliesTo: ({ bo }) =>
    startsAnytime(bo) || (bo.$type === 'bpmn:BoundaryEvent' && definitionOf(bo)?.$type !== 'bpmn:ErrorEventDefinition'),
  build({ element, bo, t, edits, form }) {
    const property = startsAnytime(bo) ? 'isInterrupting' : 'cancelActivity';
    const kind = startsAnytime(bo) ? 'anytime' : 'boundary';
    return h(
      'section',
      {},
      form.select({
        name: 'interrupting',
        label: t(`field.interrupting.${kind}`),
        options: () => ['true', 'false'].map((value) => ({ value, label: t(`interrupting.${kind}.${value}`) })),
        read: () => String(bo.get(property) !== false),
        write: (value) => edits.properties(element, { [property]: value === 'true' }),
      }),
    );
  },
};
