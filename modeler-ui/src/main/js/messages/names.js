const LINK_CLICKED = 'LinkClicked';

/** What a message name stands for: a click (in any message, one step's, one link) or an event of that name. */
export function parseMessageName(name) {
  const [head, step = '', ...link] = (name || '').split(':');
  return head === LINK_CLICKED
    ? { kind: 'click', step, link: link.join(':') }
    : { kind: 'event', name: name || '' };
}

export function formatMessageName(message) {
  if (message.kind !== 'click') {
    return message.name.trim();
  }
  return [LINK_CLICKED, message.step, message.step && message.link.trim()].filter(Boolean).join(':');
}

/** Why a message name is not good, as a key of the bundle; null when it is. */
export function messageProblem(name) {
  if (!name) {
    return 'message.problem.missing';
  }
  return /^[A-Za-z0-9 _.\-:()]{1,100}$/.test(name) ? null : 'message.problem.characters';
}
