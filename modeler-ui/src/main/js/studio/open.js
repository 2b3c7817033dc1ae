import Modeler from 'bpmn-js/lib/Modeler';
import { createApi } from '../api/api.js';
import { DIAGRAM_OPTIONS } from '../diagram/options.js';
import { h } from '../dom/h.js';
import { translator } from '../i18n/i18n.js';
import shellModule from '../shell/index.js';
import { createShell } from '../shell/shell.js';
import translateModule from '../shell/translate.js';
import { STUDIO_MODULES } from './modules.js';
import { settingsOf } from './settings.js';

/** Opens the studio of one journey in its place on the page. */
export async function openStudio(root) {
  const settings = settingsOf(root);
  const texts = translator(settings.language);
  const api = createApi(settings);
  const shell = createShell(root, texts);
  const modeler = new Modeler({
    container: shell.canvas,
    ...DIAGRAM_OPTIONS,
    minimap: { open: false },
    additionalModules: [shellModule({ shell, texts, api, settings }), translateModule(texts), ...STUDIO_MODULES],
  });
  window.relanceStudio = { modeler };
  try {
    modeler.get('templates').load(await api.vocabulary());
    await modeler.get('draft').open();
  } catch (problem) {
    shell.stage.append(h('p', { class: 'rl-failed', role: 'alert' }, texts('open.failed', { reason: problem.message })));
  }
}
