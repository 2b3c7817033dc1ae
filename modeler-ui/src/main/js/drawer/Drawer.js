import { CHECK_REQUESTED, DIAGRAM_REPLACED, PROBLEMS_CHANGED } from '../events.js';
import { debounce } from '../dom/debounce.js';
import { fill, h } from '../dom/h.js';
import { icon } from '../dom/icon.js';
import { bySeverity, worst } from '../check/severity.js';
import { graphOf } from '../reading/graph.js';
import { readJourney } from '../reading/reading.js';
import { outline } from './outline.js';

/** The drawer below the canvas: problems (click shows the element) and the journey in plain words. */
export default class Drawer {
  constructor(eventBus, shell, texts, canvas, elementRegistry, focusing) {
    Object.assign(this, { shell, texts, canvas, elementRegistry, focusing, problems: [], tab: null });
    this.tabs = { problems: this.tabButton('problems', 'check'), reading: this.tabButton('reading', 'book') };
    this.content = h('div', { class: 'rl-drawer-content', hidden: true, role: 'tabpanel' });
    shell.drawer.append(h('div', { class: 'rl-drawer-tabs', role: 'tablist', 'aria-label': texts('shell.drawer') }, Object.values(this.tabs)), this.content);
    const redraw = debounce(() => this.draw(), 250);
    eventBus.on(PROBLEMS_CHANGED, ({ problems, urgent }) => {
      this.showProblems(problems);
      if (urgent) {
        this.open('problems');
      }
    });
    eventBus.on(CHECK_REQUESTED, () => this.open('problems'));
    eventBus.on(['commandStack.changed', DIAGRAM_REPLACED], () => {
      if (this.tab === 'reading') {
        redraw();
      }
    });
    this.draw();
  }

  tabButton(name, picture) {
    return h('button', { type: 'button', class: 'rls-tab', role: 'tab', 'aria-selected': 'false', 'data-testid': 'tab-' + name, onclick: () => this.open(this.tab === name ? null : name) }, icon(picture, 16), h('span', {}, this.texts('drawer.' + name)), h('span', { class: 'rls-count', hidden: true }));
  }

  open(tab) {
    this.tab = tab;
    this.content.hidden = !tab;
    for (const [name, button] of Object.entries(this.tabs)) {
      button.setAttribute('aria-selected', String(name === tab));
    }
    this.draw();
  }

  showProblems(problems) {
    this.problems = [...problems].sort(bySeverity);
    const count = this.tabs.problems.lastChild;
    count.hidden = false;
    count.className = 'rls-count rls-count-' + (problems.length ? worst(problems) : 'none');
    fill(count, String(problems.length));
    this.draw();
  }

  draw() {
    if (this.tab === 'problems') {
      fill(this.content, this.problems.length ? this.problemList() : h('p', { class: 'rl-good' }, this.texts('drawer.noProblems')));
    } else if (this.tab === 'reading') {
      const process = this.canvas.getRootElement().businessObject;
      const lines = process.flowElements ? readJourney(graphOf(process), this.texts) : [];
      fill(this.content, lines.length ? outline(lines, (id) => this.focusing.show(id)) : h('p', { class: 'rl-quiet' }, this.texts('reading.nothing')));
    }
  }

  problemList() {
    const t = this.texts;
    const nameOf = (id) => this.elementRegistry.get(id)?.businessObject.name || id || t('kind.journey');
    return h(
      'ul',
      { class: 'rl-problems', 'data-testid': 'problems' },
      this.problems.map((it) =>
        h(
          'li',
          {},
          h(
            'button',
            { type: 'button', class: 'rl-problem rl-severity-' + it.severity, onclick: () => this.focusing.show(it.element) },
            h('span', { class: 'rl-problem-severity' }, t('severity.' + it.severity)),
            h('strong', {}, nameOf(it.element)),
            h('span', {}, it.message),
          ),
        ),
      ),
    );
  }
}

Drawer.$inject = ['eventBus', 'shell', 'texts', 'canvas', 'elementRegistry', 'focusing'];
