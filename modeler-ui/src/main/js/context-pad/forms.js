import { definitionOf } from '../vocabulary/kinds.js';

const plain = (type) => ({ bpmnReplace }, element) => bpmnReplace.replaceElement(element, { type });
const withDefinition = (type, eventDefinitionType) => ({ bpmnReplace }, element) =>
  bpmnReplace.replaceElement(element, { type, eventDefinitionType });

/** The other forms that the vocabulary knows for an element: `[{id, icon, apply(element, tools)}]`. */
export function formsOf(element) {
  const bo = element.businessObject;
  const definition = definitionOf(bo)?.$type;
  const forms = [];
  const offer = (id, icon, replace) => forms.push({ id, icon, apply: (it, tools) => replace(tools, it) });
  if (bo.$type === 'bpmn:StartEvent' && !bo.$parent?.triggeredByEvent) {
    if (definition) {
      offer('start-manual', 'play', plain('bpmn:StartEvent'));
    } else {
      offer('start-event', 'bolt', withDefinition('bpmn:StartEvent', 'bpmn:MessageEventDefinition'));
    }
  }
  if (bo.$type === 'bpmn:EndEvent') {
    if (definition) {
      offer('end', 'stop', plain('bpmn:EndEvent'));
    } else {
      offer('end-all', 'stopAll', withDefinition('bpmn:EndEvent', 'bpmn:TerminateEventDefinition'));
    }
  }
  return forms;
}
