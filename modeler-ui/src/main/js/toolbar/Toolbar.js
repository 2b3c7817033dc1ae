import { CHECK_REQUESTED, DIAGRAM_REPLACED, SAVED_STATE_CHANGED, SIMULATION_TOGGLED } from '../events.js';
import { fill, h } from '../dom/h.js';
import { icon } from '../dom/icon.js';

/** The bar on top: name, saved state, undo and redo, import and export, check, simulate, publish. */
export default class Toolbar {
  constructor(eventBus, shell, texts, settings, commandStack, injector, diagram) {
    Object.assign(this, { eventBus, texts, settings, commandStack, injector, diagram });
    this.title = h('span', { class: 'rls-title' });
    this.saved = h('span', { class: 'rl-saved', role: 'status', 'data-testid': 'saved-state' });
    this.undo = this.iconButton('undo', () => commandStack.canUndo() && commandStack.undo());
    this.redo = this.iconButton('redo', () => commandStack.canRedo() && commandStack.redo());
    this.simulate = this.button('simulate', 'play', () => injector.get('simulation').toggle());
    shell.bar.append(this.left(), this.middle(), this.right());
    eventBus.on(SAVED_STATE_CHANGED, (event) => this.showSaved(event));
    eventBus.on(['commandStack.changed', DIAGRAM_REPLACED], () => this.refresh());
    eventBus.on(SIMULATION_TOGGLED, ({ active }) => this.simulating(active));
  }

  left() {
    const back = h('a', { class: 'rl-back', href: '/journeys', 'aria-label': this.texts('action.back'), title: this.texts('action.back') }, '‹');
    return h('div', { class: 'rls-bar-part rls-bar-name' }, back, this.title, this.saved);
  }

  middle() {
    const zoom = (name, step) => this.iconButton(name, () => this.injector.get('zoomScroll').stepZoom(step));
    return h('div', { class: 'rls-bar-part' }, this.undo, this.redo, h('span', { class: 'rl-rule' }), zoom('minus', -1), zoom('plus', 1), this.iconButton('fit', () => this.diagram.fit()));
  }

  right() {
    const publish = h('button', { type: 'button', class: 'rl-button rl-button-primary', 'data-testid': 'publish', onclick: () => this.injector.get('publish').start() }, this.texts('action.publish'));
    return h(
      'div',
      { class: 'rls-bar-part rls-bar-end' },
      this.button('import', 'import', () => this.injector.get('transfer').pick()),
      this.button('export', 'export', () => this.injector.get('transfer').export()),
      h('span', { class: 'rl-rule' }),
      this.button('check', 'check', () => this.eventBus.fire(CHECK_REQUESTED, {})),
      this.simulate,
      this.settings.canPublish && publish,
    );
  }

  button(name, picture, onclick) {
    const quiet = picture === name && name !== 'check' ? 'rl-button rl-button-quiet' : 'rl-button';
    return h('button', { type: 'button', class: quiet, 'data-testid': name, onclick }, icon(picture, 16), h('span', {}, this.texts('action.' + name)));
  }

  iconButton(name, onclick) {
    const label = this.texts('action.' + name);
    return h('button', { type: 'button', class: 'rl-icon-button', 'data-testid': name, title: label, 'aria-label': label, onclick }, icon(name, 18));
  }

  refresh() {
    fill(this.title, this.diagram.name);
    this.undo.disabled = !this.commandStack.canUndo();
    this.redo.disabled = !this.commandStack.canRedo();
  }

  showSaved({ state, reason }) {
    this.saved.className = 'rl-saved rl-saved-' + state;
    this.saved.dataset.state = state;
    this.saved.title = reason || '';
    fill(this.saved, this.texts('saved.' + state, { reason }));
  }

  simulating(active) {
    this.simulate.setAttribute('aria-pressed', String(active));
    fill(this.simulate.lastChild, this.texts(active ? 'action.simulating' : 'action.simulate'));
  }
}

Toolbar.$inject = ['eventBus', 'shell', 'texts', 'settings', 'commandStack', 'injector', 'diagram'];
