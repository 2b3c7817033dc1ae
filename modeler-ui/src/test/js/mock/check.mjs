/** A small stand-in for the server's check: enough to see marks come and go while drawing. */
export function check(xml) {
  const problems = [];
  const add = (element, rule, message, severity = 'error') => problems.push({ element, rule, message, severity });
  for (const [, tag, attributes, id] of xml.matchAll(/<bpmn:(\w+)((?:\s[^>]*?)?\sid="([^"]+)"[^>]*)>/g)) {
    if (tag === 'scriptTask' || tag === 'callActivity') {
      add(id, 'vocabulary', 'This kind of step is not part of the journey vocabulary.', 'refused');
    }
    const inner = new RegExp(`id="${id}"[^>]*>([\\s\\S]*?)</bpmn:${tag}>`).exec(xml)?.[1] || '';
    const outgoing = (inner.match(/<bpmn:outgoing>/g) || []).length;
    if (tag === 'exclusiveGateway' && outgoing > 1 && !/\sdefault="/.test(attributes)) {
      add(id, 'default-flow', 'One of the paths must be the one taken otherwise.');
    }
    if (tag === 'serviceTask' && /sendEmail/.test(attributes) && !/name="subject"/.test(inner)) {
      add(id, 'required', 'The email has no subject yet.');
    }
    if (/Task$|CatchEvent$|startEvent/.test(tag) && outgoing === 0) {
      add(id, 'open-end', 'Nothing comes after this step.', 'warning');
    }
    if (tag === 'intermediateCatchEvent' && /messageEventDefinition/.test(inner) && !/messageRef/.test(inner)) {
      add(id, 'message', 'Say which event is waited for.');
    }
  }
  return problems;
}
