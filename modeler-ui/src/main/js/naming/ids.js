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

/**
 * Whether an id cannot be given to a new step: something has it, or has the id that its shape would get. (A step that
 * changed its kind or its id keeps the id of its shape, so the two need not go together.)
 */
export const isTakenIn = (elementRegistry, ids) => (id) =>
  Boolean(
    elementRegistry.get(id) ||
      elementRegistry.get(id + '_label') ||
      ids.assigned(id) ||
      elementRegistry.find((element) => element.di?.id === shapeId(id)),
  );

/** The id of the shape that shows a step. */
export const shapeId = (id) => id + '_di';

/** Why an id is not good, as a key of the bundle; null when it is. */
export function idProblem(id, isTaken) {
  if (!/^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/.test(id)) {
    return 'id.problem.characters';
  }
  return isTaken(id) ? 'id.problem.taken' : null;
}
