import { COMMIT_FIELDS, PROBLEMS_CHANGED, SAVED_STATE_CHANGED } from '../events.js';
import { debounce } from '../dom/debounce.js';
import { ask } from '../shell/dialog.js';

const QUIET = 1500;
const RETRY = 6000;

/** Keeps the draft on the server up to date with the canvas, and says at every moment whether it is. */
export default class Draft {
  constructor(eventBus, api, diagram, settings, texts) {
    Object.assign(this, { eventBus, api, diagram, settings, texts, revision: null, dirty: false, saving: null, held: false });
    this.later = debounce(() => this.save(), QUIET);
    eventBus.on('commandStack.changed', () => this.changed());
    window.addEventListener('beforeunload', (event) => this.dirty && event.preventDefault());
    window.addEventListener('online', () => this.dirty && this.save());
  }

  /** Opens the draft; without one the published diagram, without that an empty journey. */
  async open() {
    const [draft, published] = [() => this.api.draft(this.settings.key), () => this.api.bpmn(this.settings.key)];
    const found = await orNull(draft);
    if (found) {
      this.revision = found.revision ?? this.settings.revision;
      await this.diagram.load(found.xml);
    } else {
      const xml = await orNull(published);
      await (xml ? this.diagram.load(xml) : this.diagram.blank());
    }
    this.dirty = false;
    this.later.cancel();
    this.tell(found ? 'saved' : 'new');
  }

  changed() {
    this.dirty = true;
    if (!this.held) {
      this.tell('changed');
      this.later();
    }
  }

  /** Saves what is not saved yet; answers whether everything is saved now. */
  async save() {
    this.eventBus.fire(COMMIT_FIELDS, {});
    this.later.cancel();
    await this.saving;
    if (!this.dirty) {
      return true;
    }
    if (this.held) {
      return false;
    }
    this.saving = this.put();
    await this.saving;
    this.saving = null;
    return !this.dirty;
  }

  async put() {
    this.tell('saving');
    this.dirty = false;
    try {
      const xml = (this.copy = await this.diagram.xml());
      const answer = this.revision ? await this.api.saveDraft(this.settings.key, xml, this.revision) : await this.api.create(xml);
      this.revision = answer.revision;
      this.tell(this.dirty ? 'changed' : 'saved');
    } catch (problem) {
      this.dirty = true;
      await this.failed(problem);
    }
  }

  async failed(problem) {
    if (problem.status === 412) {
      await this.conflict();
    } else if (problem.status === 422) {
      this.tell('failed', this.texts('saved.refused'));
      this.eventBus.fire(PROBLEMS_CHANGED, { problems: problem.problems, urgent: true });
    } else {
      this.tell('failed', problem.status ? problem.message : this.texts('saved.offline'));
      if (!problem.status || problem.status >= 500) {
        setTimeout(() => this.dirty && this.later(), RETRY);
      }
    }
  }

  async conflict() {
    this.held = true;
    this.tell('failed', this.texts('saved.conflict'));
    const choice = await ask({
      title: this.texts('conflict.title'),
      content: this.texts('conflict.text'),
      testid: 'conflict',
      actions: [
        { value: 'reload', label: this.texts('conflict.reload'), testid: 'conflict-reload' },
        { value: 'overwrite', label: this.texts('conflict.overwrite'), primary: true, testid: 'conflict-overwrite' },
      ],
    });
    this.held = false;
    if (choice === 'reload') {
      await this.open();
    } else if (choice === 'overwrite') {
      this.revision = (await this.api.draft(this.settings.key)).revision;
      this.later();
    }
  }

  tell(state, reason) {
    this.eventBus.fire(SAVED_STATE_CHANGED, { state, reason });
  }
}

Draft.$inject = ['eventBus', 'api', 'diagram', 'settings', 'texts'];

async function orNull(load) {
  try {
    return await load();
  } catch (problem) {
    if (problem.status === 404) {
      return null;
    }
    throw problem;
  }
}
