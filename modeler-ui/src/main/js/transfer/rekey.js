/** Gives the process the journey's key and makes it executable; answers the id it had when that was another one. */
export function rekey(definitions, key) {
  const processes = (definitions.rootElements || []).filter((it) => it.$type === 'bpmn:Process');
  const [process] = processes;
  if (processes.length !== 1) {
    return null;
  }
  process.isExecutable = true;
  if (process.id === key) {
    return null;
  }
  const before = process.id;
  process.id = key;
  return before;
}
