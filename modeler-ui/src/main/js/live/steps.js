import { kindOf } from '../vocabulary/kinds.js';

const HOLDING = /^(send|wait|call|notify|group)/;

/** The steps of a diagram in reading order: `[{id, name, kind, element, holds}]`; `holds` says contacts may stay in it. */
export function stepsOf(elementRegistry, t) {
  return elementRegistry
    .filter((it) => !it.waypoints && !it.labelTarget && it.parent && kindOf(it.businessObject) && it.type !== 'bpmn:TextAnnotation')
    .sort((a, b) => a.x - b.x || a.y - b.y)
    .map((element) => {
      const kind = kindOf(element.businessObject);
      const holds = HOLDING.test(kind) && element.type !== 'bpmn:BoundaryEvent' && element.type !== 'bpmn:StartEvent';
      return { id: element.id, name: element.businessObject.name || t('kind.' + kind), kind, element, holds };
    });
}

/** A word of an outcome in the reader's language. */
export const outcomeWord = (word, t) => (t.has('outcome.' + word) ? t('outcome.' + word) : word);

export const formatNumber = (number, t) => new Intl.NumberFormat(t.language).format(number);
