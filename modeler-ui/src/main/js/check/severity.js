const ORDER = ['refused', 'error', 'warning'];

/** The gravest severity among problems. */
export const worst = (problems) => ORDER.find((severity) => problems.some((it) => it.severity === severity)) || 'warning';

export const bySeverity = (a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity);

export const blocksPublishing = (problems) => problems.some((it) => it.severity !== 'warning');
