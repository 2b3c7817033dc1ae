import { inputParameters } from '../templates/fields.js';
import { definitionOf, kindOf } from '../vocabulary/kinds.js';
import { conditionOf, isDefaultFlow, messageNameOf, processProperty, readTimer } from '../vocabulary/read.js';

/**
 * The journey as plain data for the reading: `{starts, nodes: Map(id → {id, kind, name, event, next, attached}), anytime}`.
 */
export function graphOf(process) {
  const nodes = new Map();
  collect(process, nodes);
  const own = (process.flowElements || []).filter((bo) => bo.$type === 'bpmn:StartEvent');
  return {
    reentry: processProperty(process, 'relance.reentry') || 'after-end',
    starts: own.map((bo) => bo.id),
    anytime: (process.flowElements || []).filter((bo) => bo.triggeredByEvent).map((bo) => bo.id),
    nodes,
  };
}

function collect(container, nodes) {
  for (const bo of container.flowElements || []) {
    if (bo.$type === 'bpmn:SequenceFlow') {
      continue;
    }
    nodes.set(bo.id, nodeOf(bo));
    collect(bo, nodes);
  }
  for (const bo of container.flowElements || []) {
    if (bo.attachedToRef && nodes.has(bo.attachedToRef.id)) {
      nodes.get(bo.attachedToRef.id).attached.push(bo.id);
    }
  }
}

const SAID = ['subject', 'text'];
const LIQUID = /\{\{[^}]*}}|\{%[^%]*%}/g;
const detailOf = (bo) => (inputParameters(bo).find((it) => SAID.includes(it.name))?.value || '').replace(LIQUID, '…').trim();

function nodeOf(bo) {
  const definition = definitionOf(bo);
  return {
    id: bo.id,
    kind: kindOf(bo) || 'foreign',
    name: bo.name || '',
    detail: detailOf(bo),
    timer: definition?.$type === 'bpmn:TimerEventDefinition' ? readTimer(definition) : null,
    message: messageNameOf(bo),
    stops: bo.cancelActivity !== false && bo.isInterrupting !== false,
    next: (bo.outgoing || []).filter((flow) => flow.targetRef).map((flow) => ({ to: flow.targetRef.id, condition: conditionOf(flow), otherwise: isDefaultFlow(flow), name: flow.name || '' })),
    inside: (bo.flowElements || []).filter((it) => it.$type === 'bpmn:StartEvent').map((it) => it.id),
    attached: [],
  };
}
