import { h } from '../dom/h.js';
import { definitionOf, kindOf } from '../vocabulary/kinds.js';
import { OUTCOMES } from '../vocabulary/steps.js';

/** Which failures of a delivery this event catches. */
export const delivery = {
  id: 'delivery',
  appliesTo: ({ bo }) => definitionOf(bo)?.$type === 'bpmn:ErrorEventDefinition',
  build({ element, bo, t, edits, form }) {
    const outcomes = (OUTCOMES[kindOf(bo.attachedToRef || {})] || OUTCOMES.sendEmail).filter((it) => it !== 'accepted');
    return h(
      'section',
      {},
      form.select({
        name: 'error-code',
        label: t('field.errorCode'),
        options: () => [{ value: '', label: t('errorCode.any') }, ...outcomes.map((value) => ({ value, label: t('outcome.' + value) }))],
        read: () => definitionOf(bo).errorRef?.errorCode || '',
        write: (code) => edits.errorCode(element, code),
      }),
    );
  },
};
