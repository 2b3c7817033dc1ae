import { conditionWords, messageWords, timerWords } from '../naming/names.js';

const ENOUGH = 400;

/**
 * The journey in plain language: an outline of `{text, id, children}`. Each step is told once; where a path comes back
 * to a told step, the reading says so.
 */
export function readJourney(graph, t) {
  const told = new Set();
  const nameOf = (id) => graph.nodes.get(id)?.name;
  const context = { graph, t, told, nameOf, budget: { left: ENOUGH } };
  const lines = graph.starts.map((id) => entry(id, context));
  for (const id of graph.anytime) {
    lines.push(anytime(id, context));
  }
  return lines;
}

function entry(id, context) {
  const { graph, t, nameOf } = context;
  const node = graph.nodes.get(id);
  context.told.add(id);
  const text = node.message
    ? t('reading.start.event', { event: messageWords(node.message, t, nameOf) })
    : t(node.kind === 'startEvent' ? 'reading.start.unset' : 'reading.start.manual');
  return { text, id, children: follow(node, context) };
}

function anytime(id, context) {
  const { graph, t, nameOf } = context;
  const node = graph.nodes.get(id);
  context.told.add(id);
  const start = graph.nodes.get(node.inside[0]);
  const event = start ? waited(start, t, nameOf) : '?';
  if (start) {
    context.told.add(start.id);
  }
  const key = start && !start.stops ? 'reading.anytime.beside' : 'reading.anytime';
  return { text: t(key, { event }), id, children: start ? follow(start, context) : [] };
}

/** What comes after a node: steps in a row as siblings, choices as children. */
function follow(node, context) {
  const lines = [];
  let current = node;
  while (current && context.budget.left-- > 0) {
    const { next } = current;
    if (next.length === 0) {
      break;
    }
    if (next.length > 1) {
      lines.push(...branches(current, context));
      break;
    }
    const following = context.graph.nodes.get(next[0].to);
    const line = lineFor(following, context);
    if (line) {
      lines.push(line);
    }
    current = line?.back ? null : following;
  }
  return lines;
}

function lineFor(node, context) {
  const { t, told, graph } = context;
  if (!node) {
    return null;
  }
  if (told.has(node.id)) {
    return { text: t('reading.back', { step: landmark(node, graph, t) }), id: node.id, children: [], back: true };
  }
  told.add(node.id);
  if (['decideIf', 'waitRace', 'parallel'].includes(node.kind) && node.next.length < 2) {
    return null;
  }
  const children = [
    ...node.inside.filter((id) => !told.has(id)).flatMap((id) => told.add(id) && follow(graph.nodes.get(id), context)),
    ...node.attached.map((id) => attached(id, context)),
  ];
  return { text: sentence(node, context), id: node.id, children };
}

/** The name of a step, or of the next one that has a name: paths often come together in a gateway without one. */
function landmark(node, graph, t, hops = 5) {
  const next = node.next.length === 1 && graph.nodes.get(node.next[0].to);
  return node.name || (next && hops > 0 ? landmark(next, graph, t, hops - 1) : t('kind.' + node.kind));
}

function attached(id, context) {
  const { graph, t, told, nameOf } = context;
  const node = graph.nodes.get(id);
  told.add(id);
  const key = { waitTimer: 'late', waitEvent: 'meanwhile', notDelivered: 'notDelivered' }[node.kind] || 'meanwhile';
  return { text: t('reading.attached.' + key, { event: waited(node, t, nameOf) }), id, children: follow(node, context) };
}

function sentence(node, { t, nameOf }) {
  const value = node.kind === 'waitTimer' || node.kind === 'waitEvent' ? waited(node, t, nameOf) : node.detail || node.name;
  if (node.kind === 'waitTimer' && node.timer.kind !== 'duration') {
    return t('reading.waitUntil', { value });
  }
  if (node.kind === 'end' && !node.name) {
    return t('reading.end.plain');
  }
  const key = 'reading.' + node.kind;
  return t.has(key) ? t(key, { value: value || '…' }) : node.name || t('kind.' + node.kind);
}

function waited(node, t, nameOf) {
  if (node.timer) {
    return timerWords(node.timer, t);
  }
  return node.message ? messageWords(node.message, t, nameOf) : '…';
}

function branches(node, context) {
  const { graph, t, nameOf } = context;
  return node.next.map((flow, index) => {
    const target = graph.nodes.get(flow.to);
    if (node.kind === 'waitRace' && target && !context.told.has(target.id)) {
      context.told.add(target.id);
      const key = target.timer ? 'reading.race.timer' : 'reading.race.event';
      return { text: t(key, { event: waited(target, t, nameOf) }), id: target.id, children: follow(target, context) };
    }
    return { text: branchWords(node, flow, index, t, nameOf), id: flow.to, children: follow({ next: [flow] }, context) };
  });
}

function branchWords(node, flow, index, t, nameOf) {
  if (node.kind !== 'decideIf') {
    return t('reading.parallel', { number: index + 1 });
  }
  if (flow.otherwise) {
    return t('reading.otherwise');
  }
  return t('reading.if', { condition: flow.condition ? conditionWords(flow.condition, t, nameOf) : flow.name || '…' });
}
