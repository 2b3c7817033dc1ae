const PROPERTIES = new Set(['value', 'checked', 'disabled', 'selected', 'hidden', 'inert', 'open']);

/**
 * Creates an element. Text children become text nodes, so what a person typed never turns into markup.
 */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    setAttribute(node, name, value);
  }
  node.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function setAttribute(node, name, value) {
  if (value === null || value === undefined || value === false) {
    return;
  }
  if (name.startsWith('on')) {
    node.addEventListener(name.slice(2), value);
  } else if (PROPERTIES.has(name)) {
    node[name] = value;
  } else {
    node.setAttribute(name, value === true ? '' : String(value));
  }
}

/** Replaces everything inside a node. */
export function fill(node, ...children) {
  node.replaceChildren(...children.flat(3).filter(Boolean));
  return node;
}
