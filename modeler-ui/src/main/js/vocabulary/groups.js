/**
 * The groups of steps, in the order of the palette. The colours are those of the canvas, which stays light: each one
 * carries white icons and dark text with at least 4.5 : 1.
 */
export const GROUPS = [
  { id: 'start', ink: '#17764a', tint: '#e8f6ee' },
  { id: 'send', ink: '#1d5bd1', tint: '#eaf1fe' },
  { id: 'wait', ink: '#96590a', tint: '#fdf3df' },
  { id: 'decide', ink: '#6b3fc0', tint: '#f2edfd' },
  { id: 'act', ink: '#0c6f80', tint: '#e3f5f7' },
  { id: 'people', ink: '#b02468', tint: '#fceef5' },
  { id: 'end', ink: '#475569', tint: '#eff3f8' },
  { id: 'notes', ink: '#475569', tint: '#ffffff' },
];

const BY_ID = new Map(GROUPS.map((group) => [group.id, group]));

export const groupOf = (id) => BY_ID.get(id);
