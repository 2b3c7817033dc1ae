import { h } from '../dom/h.js';
import { kindOf } from '../vocabulary/kinds.js';

const LABELS = { decideIf: 'field.name.question', end: 'field.name.outcome', endAll: 'field.name.outcome', callTask: 'field.name.title' };

const labelOf = ({ bo }) => {
  if (bo.$type === 'bpmn:Process') {
    return 'field.name.journey';
  }
  return LABELS[kindOf(bo)] || (bo.$type === 'bpmn:SequenceFlow' ? 'field.name.path' : 'field.name');
};

/** The name that stands on the diagram; for an end, the outcome that reports count. */
export const name = {
  id: 'name',
  appliesTo: () => true,
  build({ element, bo, t, edits, form }) {
    const note = bo.$type === 'bpmn:TextAnnotation';
    const property = note ? 'text' : 'name';
    const label = labelOf({ bo });
    return h(
      'section',
      {},
      form.text({
        name: 'name',
        label: t(note ? 'field.note' : label),
        help: t.has(label + '.help') ? t(label + '.help') : null,
        multiline: note,
        read: () => bo.get(property) || '',
        write: (value) => edits.properties(element, { [property]: value.trim() || undefined }),
      }),
    );
  },
};
