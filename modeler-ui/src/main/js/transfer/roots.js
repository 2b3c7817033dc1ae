const isShared = (root) => root.$type === 'bpmn:Message' || root.$type === 'bpmn:Error';

/**
 * Leaves only those messages and errors that something refers to, and puts back those that an undo brought back into
 * use: while a name is typed, each pause makes one.
 */
export function tidyRoots(definitions) {
  const used = new Set();
  definitions.rootElements.forEach((root) => collect(root, used));
  const others = definitions.rootElements.filter((root) => !isShared(root));
  definitions.rootElements = [...used, ...others];
  used.forEach((root) => (root.$parent = definitions));
}

function collect(element, used) {
  for (const holder of [element, ...(element.eventDefinitions || [])]) {
    [holder.messageRef, holder.errorRef].filter(Boolean).forEach((root) => used.add(root));
  }
  (element.flowElements || []).forEach((child) => collect(child, used));
}
