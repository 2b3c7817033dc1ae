const ORDER = ['refused', 'error', 'warning', 'note'];
const BLOCKING = ['refused', 'error'];

/** The gravest severity among problems. */
export const worst = (problems) => ORDER.find((severity) => problems.some((it) => it.severity === severity)) || 'note';

export const bySeverity = (a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity);

export const blocksPublishing = (problems) => problems.some((it) => BLOCKING.includes(it.severity));
