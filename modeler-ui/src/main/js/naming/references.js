import { formatMessageName, parseMessageName } from '../messages/names.js';

/** A message name after a step got another id: clicks in that step's message follow it. */
export function renamedMessage(name, before, after) {
  const message = parseMessageName(name);
  return message.kind === 'click' && message.step === before ? formatMessageName({ ...message, step: after }) : name;
}

/** A condition after a step got another id: `steps.before.…` becomes `steps.after.…`, outside of quoted text. */
export function renamedCondition(feel, before, after) {
  const fact = new RegExp(`"(?:[^"\\\\]|\\\\.)*"|\\bsteps\\.${before.replace(/[.\\-]/g, '\\$&')}(?=\\.(?:outcome|at)\\b)`, 'g');
  return feel.replace(fact, (found) => (found.startsWith('"') ? found : 'steps.' + after));
}
