import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import { createApi } from '../api/api.js';
import { fit } from '../diagram/fit.js';
import { layoutWhenMissing } from '../diagram/layout.js';
import { DIAGRAM_OPTIONS } from '../diagram/options.js';
import { fill, h } from '../dom/h.js';
import { translator } from '../i18n/i18n.js';
import RendererModule from '../renderer/index.js';
import { settingsOf } from '../studio/settings.js';
import { createFrame } from './frame.js';
import { Heat } from './Heat.js';
import { Numbers } from './Numbers.js';
import { People } from './People.js';
import { poll } from './polling.js';
import { stepsOf } from './steps.js';
import { drawTable } from './table.js';
import { drawTotals } from './totals.js';

/** Opens the live view: the published diagram with the numbers of now. */
export async function openLive(root) {
  const settings = settingsOf(root);
  const t = translator(settings.language);
  const api = createApi(settings);
  const frame = createFrame(root, t);
  frame.totals.hidden = !settings.totals;
  const viewer = new NavigatedViewer({ container: frame.canvas, ...DIAGRAM_OPTIONS, additionalModules: [RendererModule] });
  try {
    await viewer.importXML((await layoutWhenMissing(await api.bpmn(settings.key, settings.version))).xml);
  } catch (problem) {
    fill(frame.canvas, h('p', { class: 'rls-empty' }, problem.status === 404 ? t('live.noDiagram') : problem.message));
    return;
  }
  start({ viewer, settings, t, api, frame });
}

function start({ viewer, settings, t, api, frame }) {
  const canvas = viewer.get('canvas');
  const people = new People(frame.people, api, settings, t);
  const heat = new Heat(canvas, frame.heat);
  const numbers = new Numbers(viewer, t, (step) => people.show(step));
  const steps = stepsOf(viewer.get('elementRegistry'), t);
  fit(canvas);
  frame.fit.addEventListener('click', () => fit(canvas));
  poll(async () => {
    try {
      const statistics = await api.statistics(settings.key, settings.version);
      drawTotals(frame.totals, statistics, t);
      numbers.show(statistics, steps);
      heat.show(statistics);
      drawTable(frame.table, statistics, steps, t);
      frame.tell(t('live.updated', { time: new Date().toLocaleTimeString(settings.language, { hour12: false }) }));
    } catch (problem) {
      frame.tell(t('live.failed', { reason: problem.message }), true);
    }
  });
}
