// The rule as the page holds it, and as the API takes it.
//
// A node is a group {group: 'all' | 'any', not, of: [node]} or a condition {kind, not, …members}.

const GROUPS = ['all', 'any'];

export function fromJson(json) {
  const node = read(json, false);
  return node.group ? node : { group: 'all', not: false, of: [node] };
}

function read(json, not) {
  if (json.not) {
    return read(json.not, !not);
  }
  const group = GROUPS.find((word) => json[word]);
  return group ? { group, not, of: json[group].map((one) => read(one, false)) } : { ...json, not };
}

/**
 * The rule to send. Notes the path of each node on the way, by which the answer names it.
 *
 * A condition that is still empty is left out: a count is not refused while somebody is choosing.
 */
export function toJson(node, path, paths) {
  paths.set(path, node);
  const inner = node.not ? `${path}.not` : path;
  let json;
  if (node.group) {
    const of = node.of.filter((one) => !isEmpty(one));
    json = { [node.group]: of.map((one, i) => toJson(one, `${inner}.${node.group}[${i}]`, paths)) };
  } else {
    const { not, ...members } = node;
    json = Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== ''));
  }
  return node.not ? { not: json } : json;
}

export function isEmpty(node) {
  return node.group ? node.of.every(isEmpty) : node.kind === '';
}

/** The node that a path leads to, or the nearest one above. */
export function nodeAt(path, paths) {
  let at = path;
  while (at && !paths.has(at)) {
    at = at.slice(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('['), 0));
  }
  return paths.get(at);
}
