import { COMMIT_FIELDS, DIAGRAM_REPLACED, PROBLEMS_CHANGED, VOCABULARY_LOADED } from '../events.js';
import { fill, h } from '../dom/h.js';
import { Form } from './Form.js';
import { SECTIONS } from './sections.js';
import { header } from './header.js';

/**
 * The fields of what is selected, or of the journey itself. It is built anew only when other fields are called for;
 * otherwise the fields read their values again, so that typing is never disturbed.
 */
export default class Inspector {
  constructor(eventBus, shell, texts, selection, canvas, edits, templates, elementRegistry, forms, settings) {
    Object.assign(this, { shell, texts, selection, canvas, problems: [] });
    this.tools = { t: texts, edits, templates, elementRegistry, forms, settings, select: (it) => selection.select(it) };
    eventBus.on('selection.changed', () => this.show());
    eventBus.on(['elements.changed', 'commandStack.changed'], () => this.refresh());
    eventBus.on([DIAGRAM_REPLACED, VOCABULARY_LOADED], () => this.show());
    eventBus.on(PROBLEMS_CHANGED, ({ problems }) => this.showProblems(problems));
    eventBus.on(COMMIT_FIELDS, 2000, () => this.form?.commit());
  }

  current() {
    const selected = this.selection.get();
    const [element] = selected;
    return selected.length === 1 ? element.labelTarget || element : this.canvas.getRootElement();
  }

  show() {
    this.form?.commit();
    const element = this.current();
    if (!element?.businessObject) {
      return;
    }
    const focused = this.shell.inspector.contains(document.activeElement) && document.activeElement.dataset.testid;
    this.form = new Form(this.texts);
    this.sections = this.sectionsFor(element);
    this.element = element;
    this.problemList = h('ul', { class: 'rl-problem-list' });
    fill(
      this.shell.inspector,
      header(element, this.texts),
      this.problemList,
      this.sections.map(({ section, context }) => section.build(context)),
    );
    this.key = keyOf(this.sections);
    this.showProblems(this.problems);
    if (focused) {
      this.shell.inspector.querySelector(`[data-testid="${CSS.escape(focused)}"]`)?.focus();
    }
  }

  sectionsFor(element) {
    const context = { ...this.tools, element, bo: element.businessObject, form: this.form };
    return SECTIONS.filter((section) => section.appliesTo(context)).map((section) => ({ section, context }));
  }

  refresh() {
    const element = this.current();
    if (!this.form || !element?.businessObject) {
      return;
    }
    if (element !== this.element || keyOf(this.sectionsFor(element)) !== this.key) {
      this.show();
    } else {
      this.form.refresh();
    }
  }

  showProblems(problems) {
    this.problems = problems;
    const id = this.element?.businessObject.id;
    const mine = problems.filter((it) => it.element === id);
    if (this.problemList) {
      fill(this.problemList, mine.map((it) => h('li', { class: 'rl-severity-' + it.severity }, it.message)));
    }
  }
}

Inspector.$inject = ['eventBus', 'shell', 'texts', 'selection', 'canvas', 'edits', 'templates', 'elementRegistry', 'forms', 'settings'];

const keyOf = (sections) =>
  sections.map(({ section, context }) => section.id + ':' + (section.key ? section.key(context) : '')).join('|');
