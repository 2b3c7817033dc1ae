/** Numbers that look like those of a running journey. */
export function statistics(xml) {
  const ids = [...xml.matchAll(/<bpmn:(?:startEvent|endEvent|serviceTask|userTask|intermediateCatchEvent|exclusiveGateway|eventBasedGateway) id="([^"]+)"/g)].map((it) => it[1]);
  const steps = {};
  ids.forEach((id, index) => {
    const entered = Math.round(1000 * 0.86 ** index);
    const inside = /^(wait|sendEmail)/i.test(id) ? Math.round(entered * 0.14) : 0;
    steps[id] = { entered, inside, left: entered - inside, outcomes: /^send/.test(id) ? { accepted: Math.round((entered - inside) * 0.96), refused: Math.round((entered - inside) * 0.04) } : {} };
  });
  const flows = Object.fromEntries([...xml.matchAll(/<bpmn:sequenceFlow id="([^"]+)"[^>]*sourceRef="([^"]+)"/g)].map((it, index) => [it[1], Math.round((steps[it[2]]?.left || 0) * (index % 2 ? 0.6 : 0.4))]));
  return { entered: 1000, waiting: 274, queued: 12, incidents: 1, ended: { bought: 214, lost: 102 }, steps, flows, messages: {} };
}
