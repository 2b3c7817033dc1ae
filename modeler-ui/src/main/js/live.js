import { openLive } from './live/open.js';
import { showThumbnails } from './live/thumbnails.js';

const root = document.getElementById('relance-live');
if (root) {
  openLive(root);
}
showThumbnails(document);
document.addEventListener('htmx:afterSettle', () => showThumbnails(document));
