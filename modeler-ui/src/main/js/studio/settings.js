/** What the page says about this journey and its reader. */
export const settingsOf = ({ dataset }) => ({
  key: dataset.journey,
  name: dataset.name || '',
  language: dataset.language || document.documentElement.lang || 'en',
  revision: Number(dataset.revision) || null,
  canPublish: dataset.canPublish !== 'false',
  version: dataset.version || null,
  totals: dataset.totals !== 'false',
});
