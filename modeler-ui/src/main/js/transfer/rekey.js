/** Gives the process the journey's key; answers the id it had when that was another one. */
export function rekey(definitions, key) {
  const processes = (definitions.rootElements || []).filter((it) => it.$type === 'bpmn:Process');
  const [process] = processes;
  if (processes.length !== 1 || process.id === key) {
    return null;
  }
  const before = process.id;
  process.id = key;
  return before;
}
