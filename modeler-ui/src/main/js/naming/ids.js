/** Ids that bpmn-js makes up; anything else was chosen by somebody and is kept. */
const MADE_UP = /^(Activity|Event|Gateway|TextAnnotation)_[0-9a-z]{7}$/;

export const isMadeUp = (id) => MADE_UP.test(id);

/** The first free id of the form `prefix_1`, `prefix_2`, … */
export function nextId(prefix, isTaken) {
  let number = 1;
  while (isTaken(`${prefix}_${number}`)) {
    number++;
  }
  return `${prefix}_${number}`;
}

/** Why an id is not good, as a key of the bundle; null when it is. */
export function idProblem(id, isTaken) {
  if (!/^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/.test(id)) {
    return 'id.problem.characters';
  }
  return isTaken(id) ? 'id.problem.taken' : null;
}
