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

/**
 * Fills every `[data-relance-thumbnail="key"]` with a small picture of that journey, and every
 * `[data-relance-thumbnail-of="address"]` with one of the diagram there, once it comes into view.
 */
export function showThumbnails(parent) {
  watcher ??= new IntersectionObserver((entries) => entries.filter((it) => it.isIntersecting).forEach((it) => draw(it.target)), { rootMargin: '200px' });
  parent.querySelectorAll(':is([data-relance-thumbnail], [data-relance-thumbnail-of]):not([data-relance-drawn])').forEach((place) => watcher.observe(place));
}

async function draw(place) {
  watcher.unobserve(place);
  place.dataset.relanceDrawn = 'true';
  const key = place.dataset.relanceThumbnail ?? place.dataset.relanceThumbnailOf;
  if (!pictures.has(key)) {
    pictures.set(key, pictureOf(place.dataset.relanceThumbnail ? () => diagramOf(key) : () => fileAt(key)));
  }
  const src = await pictures.get(key);
  if (src) {
    const t = translator(place.dataset.language || document.documentElement.lang);
    place.replaceChildren(h('img', { src, alt: t('live.thumbnail', { name: place.dataset.name || key }) }));
  }
}

/** The published diagram, else the draft. */
function diagramOf(key) {
  return api.bpmn(key).catch(() => api.draft(key).then((it) => it.xml));
}

async function fileAt(address) {
  const answer = await fetch(address, { credentials: 'same-origin' });
  if (!answer.ok) {
    throw new Error(`no diagram at ${address}`);
  }
  return answer.text();
}

/** Null when the diagram cannot be shown. Pictures are made one after the other. */
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
