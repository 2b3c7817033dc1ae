import { fill, h } from '../dom/h.js';
import { icon } from '../dom/icon.js';
import { GROUPS } from '../vocabulary/groups.js';
import { offersFor } from './offers.js';

/** The popup behind the + of an element: our steps by group, with a search field, all by keyboard as well. */
export default class AppendMenu {
  constructor(eventBus, shell, texts, placing) {
    Object.assign(this, { shell, texts, placing });
    eventBus.on(['canvas.viewbox.changing', 'selection.changed', 'commandStack.changed', 'diagram.destroy'], () => this.close());
    document.addEventListener('pointerdown', (event) => this.menu && !this.menu.contains(event.target) && this.close(), true);
  }

  open(element, position) {
    this.close();
    this.element = element;
    this.list = h('div', { class: 'rl-append-list' });
    const search = h('input', {
      type: 'search',
      class: 'rl-input',
      placeholder: this.texts('append.search'),
      'aria-label': this.texts('append.search'),
      'data-testid': 'append-search',
      oninput: () => this.show(search.value),
    });
    this.menu = h('div', { class: 'rl-append', role: 'dialog', 'aria-label': this.texts('append.title'), onkeydown: (event) => this.key(event) }, search, this.list);
    this.show('');
    this.shell.stage.append(this.menu);
    this.moveInto(position);
    search.focus({ preventScroll: true });
  }

  show(text) {
    const offers = offersFor(this.element);
    const wanted = (step) => this.texts('step.' + step.id).toLowerCase().includes(text.trim().toLowerCase());
    const groups = GROUPS.map(({ id }) => this.group(id, this.texts('group.' + id), offers.next.filter((step) => step.group === id && wanted(step)), (step) => this.placing.append(this.element, step)));
    const attached = this.group('attached', this.texts('append.attached'), offers.attached.filter(wanted), (step) => this.placing.attach(this.element, step));
    fill(this.list, ...groups, attached);
    if (!this.list.children.length) {
      fill(this.list, h('p', { class: 'rl-quiet' }, this.texts('append.nothing')));
    }
  }

  group(id, title, steps, choose) {
    if (!steps.length) {
      return null;
    }
    const entries = steps.map((step) =>
      h(
        'button',
        { type: 'button', class: `rl-append-entry rl-group-${step.group}`, 'data-testid': 'append-' + step.id, onclick: () => this.choose(() => choose(step)) },
        h('span', { class: 'rls-badge' }, icon(step.icon, 14)),
        h('span', {}, this.texts('step.' + step.id)),
      ),
    );
    return h('section', {}, h('h4', {}, title), h('div', { class: 'rl-append-entries' }, entries));
  }

  choose(add) {
    this.close();
    add();
  }

  key(event) {
    event.stopPropagation();
    const entries = [...this.list.querySelectorAll('button')];
    const at = entries.indexOf(document.activeElement);
    if (event.key === 'Escape') {
      this.close();
      this.shell.canvas.querySelector('svg')?.focus();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      entries[(at + (event.key === 'ArrowDown' ? 1 : -1) + entries.length) % entries.length]?.focus();
    } else if (event.key === 'Enter' && at < 0 && entries[0]) {
      entries[0].click();
    }
  }

  moveInto({ x, y }) {
    const stage = this.shell.stage.getBoundingClientRect();
    const { width, height } = this.menu.getBoundingClientRect();
    this.menu.style.left = Math.max(8, Math.min(x - stage.left, stage.width - width - 8)) + 'px';
    this.menu.style.top = Math.max(8, Math.min(y - stage.top, stage.height - height - 8)) + 'px';
  }

  close() {
    this.menu?.remove();
    this.menu = null;
  }
}

AppendMenu.$inject = ['eventBus', 'shell', 'texts', 'placing'];
