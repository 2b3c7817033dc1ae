import { h } from '../dom/h.js';
import { idProblem } from '../naming/ids.js';

/** The id that conditions and events refer to. */
export const advanced = {
  id: 'advanced',
  appliesTo: ({ bo, element }) => !element.waypoints && !['bpmn:Process', 'bpmn:TextAnnotation'].includes(bo.$type),
  build({ element, bo, t, edits, form, elementRegistry }) {
    const taken = (id) => id !== bo.id && Boolean(elementRegistry.get(id));
    return h(
      'details',
      { class: 'rl-details', 'data-testid': 'advanced' },
      h('summary', {}, t('field.advanced')),
      form.text({
        name: 'id',
        label: t('field.id'),
        help: t('field.id.help'),
        read: () => bo.id,
        write: (id) => edits.id(element, id.trim()),
        keep: (id) => Boolean(idProblem(id.trim(), taken)),
        problem: (id) => idProblem(id.trim(), taken),
      }),
    );
  },
};
