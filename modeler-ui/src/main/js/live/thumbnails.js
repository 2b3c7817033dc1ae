import Viewer from 'bpmn-js/lib/Viewer';
import { createApi } from '../api/api.js';
import { layoutWhenMissing } from '../diagram/layout.js';
import { DIAGRAM_OPTIONS } from '../diagram/options.js';
import { h } from '../dom/h.js';
import { translator } from '../i18n/i18n.js';
import RendererModule from '../renderer/index.js';

const pictures = new Map();
const api = createApi();
let queue = Promise.resolve();
let watcher;

const PLACES = '[data-relance-thumbnail], [data-relance-thumbnail-of]';

/**
 * Fills every `[data-relance-thumbnail="key"]` with a small picture of that journey, and every
 * `[data-relance-thumbnail-of="address"]` with one of the diagram at that address, once it comes into view.
 */
export function showThumbnails(parent) {
  watcher ??= new IntersectionObserver((entries) => entries.filter((it) => it.isIntersecting).forEach((it) => draw(it.target)), { rootMargin: '200px' });
  parent.querySelectorAll(`:is(${PLACES}):not([data-relance-drawn])`).forEach((place) => watcher.observe(place));
}

async function draw(place) {
  watcher.unobserve(place);
  place.dataset.relanceDrawn = 'true';
  const { relanceThumbnail: key = '', relanceThumbnailOf: address, draft } = place.dataset;
  const diagram = address || key;
  if (!pictures.has(diagram)) {
    pictures.set(diagram, pictureOf(() => (address ? api.diagram(address) : draft === 'true' ? draftOf(key) : api.bpmn(key))));
  }
  const src = await pictures.get(diagram);
  if (src) {
    const t = translator(place.dataset.language || document.documentElement.lang);
    place.replaceChildren(h('img', { src, alt: t('live.thumbnail', { name: place.dataset.name || key }) }));
  }
}

const draftOf = async (key) => (await api.draft(key)).xml;

/** A picture of what is loaded; null when it cannot be shown. Pictures are made one after the other. */
async function pictureOf(load) {
  try {
    const xml = await load();
    const made = queue.then(() => render(xml));
    queue = made.catch(() => {});
    return await made;
  } catch {
    return null;
  }
}

async function render(xml) {
  const container = h('div', { class: 'rl-offscreen' });
  document.body.append(container);
  const viewer = new Viewer({ container, ...DIAGRAM_OPTIONS, additionalModules: [RendererModule] });
  try {
    await viewer.importXML((await layoutWhenMissing(xml)).xml);
    const { svg } = await viewer.saveSVG();
    return 'data:image/svg+xml,' + encodeURIComponent(svg);
  } finally {
    viewer.destroy();
    container.remove();
  }
}
