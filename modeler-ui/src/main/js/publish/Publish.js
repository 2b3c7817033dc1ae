import { NOTICE, PROBLEMS_CHANGED } from '../events.js';
import { h } from '../dom/h.js';
import { ask } from '../shell/dialog.js';
import { blocksPublishing } from '../check/severity.js';

/** Publishing: says what would change and for whom, asks once, does it. */
export default class Publish {
  constructor(eventBus, api, draft, settings, texts, elementRegistry) {
    Object.assign(this, { eventBus, api, draft, settings, texts, elementRegistry });
  }

  async start() {
    try {
      if (!(await this.draft.save())) {
        this.tell(this.texts('publish.unsaved'));
        return;
      }
      await this.confirm(await this.api.preview(this.settings.key));
    } catch (problem) {
      this.eventBus.fire(PROBLEMS_CHANGED, { problems: problem.problems?.length ? problem.problems : [] });
      this.tell(this.texts('publish.failed', { reason: problem.message }));
    }
  }

  async confirm(preview) {
    const blocked = blocksPublishing(preview.problems || []);
    const choice = await ask({
      title: this.texts(blocked ? 'publish.blocked' : 'publish.title', { version: preview.version }),
      content: this.content(preview),
      testid: 'publish-dialog',
      actions: [
        { value: '', label: this.texts('action.cancel'), testid: 'publish-cancel' },
        ...(blocked ? [] : [{ value: 'publish', label: this.texts('publish.confirm'), primary: true, testid: 'publish-confirm' }]),
      ],
    });
    if (choice === 'publish') {
      const { version } = await this.api.publish(this.settings.key);
      const link = { href: '/journeys/' + encodeURIComponent(this.settings.key), label: this.texts('publish.live') };
      this.eventBus.fire(NOTICE, { text: this.texts('publish.done', { version }), link, tone: 'good' });
    }
  }

  content({ version, changes = {}, inside = 0, problems = [] }) {
    const t = this.texts;
    const nothing = !['added', 'removed', 'changed'].some((kind) => changes[kind]?.length);
    const lists = ['added', 'removed', 'changed'].filter((kind) => changes[kind]?.length).map((kind) => [
      h('dt', {}, t('publish.' + kind)),
      h('dd', {}, changes[kind].map((id) => this.nameOf(id)).join(', ')),
    ]);
    return [
      version > 1 && h('p', {}, nothing ? t('publish.nothing') : t('publish.changes', { version: version - 1 })),
      version > 1 && !nothing && h('dl', {}, lists),
      h('p', {}, inside ? t('publish.inside', { count: inside }) : t(version > 1 ? 'publish.nobody' : 'publish.first')),
      problems.length > 0 && h('ul', { class: 'rl-problem-list' }, problems.map((it) => h('li', { class: 'rl-severity-' + it.severity }, h('strong', {}, this.nameOf(it.element || '')), ' ', it.message))),
    ];
  }

  nameOf(change) {
    const id = typeof change === 'string' ? change : change.name || change.id || change.element;
    return this.elementRegistry.get(id)?.businessObject.name || id;
  }

  tell(text) {
    this.eventBus.fire(NOTICE, { text, tone: 'warning' });
  }
}

Publish.$inject = ['eventBus', 'api', 'draft', 'settings', 'texts', 'elementRegistry'];
