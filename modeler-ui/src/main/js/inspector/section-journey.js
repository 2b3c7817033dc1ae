import { h } from '../dom/h.js';
import { processProperty } from '../vocabulary/read.js';

const REENTRY = 'relance.reentry';
const CHOICES = ['after-end', 'never', 'always'];

/** Settings of the journey as a whole. */
export const journey = {
  id: 'journey',
  appliesTo: ({ bo }) => bo.$type === 'bpmn:Process',
  build({ element, bo, t, edits, form, settings }) {
    return h(
      'section',
      {},
      form.select({
        name: 'reentry',
        label: t('field.reentry'),
        help: t('field.reentry.help'),
        options: () => CHOICES.map((value) => ({ value, label: t('reentry.' + value) })),
        read: () => processProperty(bo, REENTRY) || 'after-end',
        write: (value) => edits.processProperty(element, REENTRY, value),
      }),
      form.text({
        name: 'description',
        label: t('field.description'),
        multiline: true,
        rows: 3,
        read: () => (bo.documentation || [])[0]?.text || '',
        write: (value) => edits.documentation(element, value),
      }),
      form.output({ name: 'key', label: t('field.key'), code: true, read: () => settings.key }),
    );
  },
};
