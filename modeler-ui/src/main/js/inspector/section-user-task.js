import { h } from '../dom/h.js';

/** A task for a person: whose list it lands on and what is read out. */
export const userTask = {
  id: 'userTask',
  appliesTo: ({ bo }) => bo.$type === 'bpmn:UserTask',
  build({ element, bo, t, edits, form }) {
    return h(
      'section',
      {},
      form.text({
        name: 'group',
        label: t('field.group'),
        help: t('field.group.help'),
        required: true,
        read: () => bo.get('camunda:candidateGroups') || '',
        write: (value) => edits.properties(element, { 'camunda:candidateGroups': value.trim() || undefined }),
        problem: (value) => (value.trim() ? (/^[\w.-]+(\s*,\s*[\w.-]+)*$/.test(value.trim()) ? null : 'field.problem.pattern') : 'field.problem.required'),
      }),
      form.text({
        name: 'script',
        label: t('field.script'),
        help: t('field.script.help'),
        multiline: true,
        rows: 8,
        read: () => (bo.documentation || [])[0]?.text || '',
        write: (value) => edits.documentation(element, value),
      }),
    );
  },
};
