import { COMMIT_FIELDS, NOTICE } from '../events.js';
import { h } from '../dom/h.js';

const LIMIT = 1024 * 1024;

/** Import from a file (picked or dropped) and export to one. */
export default class Transfer {
  constructor(eventBus, shell, diagram, draft, settings, texts) {
    Object.assign(this, { eventBus, diagram, draft, settings, texts });
    this.picker = h('input', { type: 'file', accept: '.bpmn,.xml', hidden: true, 'data-testid': 'import-file', onchange: () => this.picked() });
    shell.root.append(this.picker);
    shell.stage.addEventListener('dragover', (event) => hasFile(event) && event.preventDefault());
    shell.stage.addEventListener('drop', (event) => this.dropped(event));
  }

  pick() {
    this.picker.click();
  }

  picked() {
    const [file] = this.picker.files;
    this.picker.value = '';
    return file && this.read(file);
  }

  dropped(event) {
    if (hasFile(event)) {
      event.preventDefault();
      this.read(event.dataTransfer.files[0]);
    }
  }

  async read(file) {
    if (file.size > LIMIT) {
      this.tell('import.large', { file: file.name }, 'warning');
      return;
    }
    const before = await this.diagram.xml();
    try {
      const { rekeyed, laidOut, warnings } = await this.diagram.load(await file.text());
      this.draft.changed();
      const keys = ['import.done', rekeyed && 'import.rekeyed', laidOut && 'import.laidOut', warnings.length && 'import.warnings'];
      const facts = { file: file.name, before: rekeyed, key: this.settings.key, count: warnings.length };
      this.eventBus.fire(NOTICE, { text: keys.filter(Boolean).map((key) => this.texts(key, facts)).join(' '), tone: 'good' });
    } catch (problem) {
      await this.diagram.load(before);
      this.tell('import.failed', { file: file.name, reason: problem.message }, 'warning');
    }
  }

  async export() {
    this.eventBus.fire(COMMIT_FIELDS, {});
    const url = URL.createObjectURL(new Blob([await this.diagram.xml()], { type: 'application/bpmn+xml' }));
    const link = h('a', { href: url, download: this.settings.key + '.bpmn' });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  }

  tell(key, facts, tone) {
    this.eventBus.fire(NOTICE, { text: this.texts(key, facts), tone });
  }
}

Transfer.$inject = ['eventBus', 'shell', 'diagram', 'draft', 'settings', 'texts'];

const hasFile = (event) => [...(event.dataTransfer?.types || [])].includes('Files');
