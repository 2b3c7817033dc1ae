import { definitionOf } from './kinds.js';
import { parseTimer } from '../timers/timers.js';

/** The timer of an event definition as the inspector shows it. */
export function readTimer(definition) {
  const element = ['timeDuration', 'timeDate', 'timeCycle'].find((name) => definition.get(name)) || 'timeDuration';
  return parseTimer(element === 'timeCycle' ? 'timeDuration' : element, definition.get(element)?.body);
}

/** The name of the message that an event or a receive task waits for; '' when none is chosen. */
export function messageNameOf(bo) {
  const holder = bo.$type === 'bpmn:ReceiveTask' ? bo : definitionOf(bo);
  return holder?.messageRef?.name || '';
}

export const conditionOf = (flow) => flow.conditionExpression?.body || '';

export const isDefaultFlow = (flow) => Boolean(flow.sourceRef && flow.sourceRef.default === flow);

export function processProperty(process, name) {
  return (process.extensionElements?.values || [])
    .filter((value) => value.$type === 'camunda:Properties')
    .flatMap((value) => value.values || [])
    .find((property) => property.name === name)?.value;
}

/** Weights of a split by path: `A=50, B=50` → `[{name: 'A', weight: 50}, …]`. */
export function parsePaths(text) {
  return (text || '')
    .split(',')
    .map((part) => /^\s*([^=]+?)\s*=\s*(\d+(?:\.\d+)?)\s*$/.exec(part))
    .filter(Boolean)
    .map(([, name, weight]) => ({ name, weight: Number(weight) }));
}

export const formatPaths = (paths) => paths.map(({ name, weight }) => `${name}=${weight}`).join(', ');
