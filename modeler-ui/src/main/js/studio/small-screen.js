import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import { createApi } from '../api/api.js';
import { fit } from '../diagram/fit.js';
import { layoutWhenMissing } from '../diagram/layout.js';
import { DIAGRAM_OPTIONS } from '../diagram/options.js';
import { h } from '../dom/h.js';
import { translator } from '../i18n/i18n.js';
import { fitToWindow } from '../shell/shell.js';
import RendererModule from '../renderer/index.js';
import { settingsOf } from './settings.js';

/** On a phone: says that drawing wants a larger screen, and shows the diagram to read. */
export async function openNotice(root) {
  const settings = settingsOf(root);
  const t = translator(settings.language);
  const canvas = h('div', { class: 'rl-canvas' });
  const back = h('a', { href: '/journeys/' + encodeURIComponent(settings.key), class: 'rl-button' }, t('small.live'));
  root.classList.add('rl-studio', 'rls-small');
  fitToWindow(root);
  root.replaceChildren(h('div', { class: 'rls-small-notice', 'data-testid': 'small-screen' }, h('h2', {}, t('small.title')), h('p', {}, t('small.text')), back), canvas);
  const viewer = new NavigatedViewer({ container: canvas, ...DIAGRAM_OPTIONS, additionalModules: [RendererModule] });
  const api = createApi(settings);
  const xml = await api.draft(settings.key).then((it) => it.xml).catch(() => api.bpmn(settings.key).catch(() => null));
  if (xml) {
    await viewer.importXML((await layoutWhenMissing(xml)).xml);
    fit(viewer.get('canvas'));
  }
}
