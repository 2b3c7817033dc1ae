/**
 * Every event that the studio's features tell each other; the bus is the modeler's own. A listener that returns
 * anything ends the telling, so listeners are blocks, or call what returns nothing.
 */
export const PROBLEMS_CHANGED = 'relance.problems.changed';
export const CHECK_REQUESTED = 'relance.check.requested';
export const SAVED_STATE_CHANGED = 'relance.saved.changed';
export const DIAGRAM_REPLACED = 'relance.diagram.replaced';
export const SIMULATION_TOGGLED = 'relance.simulation.toggled';
export const VOCABULARY_LOADED = 'relance.vocabulary.loaded';
export const NOTICE = 'relance.notice';
export const COMMIT_FIELDS = 'relance.inspector.commit';
