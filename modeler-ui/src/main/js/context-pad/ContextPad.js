import { iconUrl } from '../dom/icon.js';
import { canAppendTo, offersFor } from '../append/offers.js';
import { formsOf } from './forms.js';

/** What can be done with an element on the canvas: append, connect, change its form, note, delete. */
export default class JourneyContextPad {
  constructor(contextPad, connect, modeling, appendMenu, forms, texts) {
    Object.assign(this, { contextPad, connect, modeling, appendMenu, forms, texts });
    contextPad.registerProvider(this);
  }

  getContextPadEntries(element) {
    const entries = {};
    if (!element.labelTarget && !element.waypoints) {
      this.addShapeEntries(entries, element);
    }
    entries.delete = this.entry('edit', 'erase', 'pad.delete', (_, it) => this.modeling.removeElements([it]));
    return entries;
  }

  getMultiElementContextPadEntries() {
    return { delete: this.entry('edit', 'erase', 'pad.delete', (_, them) => this.modeling.removeElements(them.slice())) };
  }

  addShapeEntries(entries, element) {
    const offers = offersFor(element);
    if (offers.next.length || offers.attached.length) {
      entries.append = this.entry('model', 'plus', 'pad.append', (event, it) => this.appendMenu.open(it, placeOf(event)));
    }
    if (canAppendTo(element) || element.type === 'bpmn:TextAnnotation') {
      const start = (event, it) => this.connect.start(event, it);
      entries.connect = { ...this.entry('model', 'connect', 'pad.connect', start), action: { click: start, dragstart: start } };
    }
    for (const form of formsOf(element)) {
      entries['form-' + form.id] = this.entry('edit', form.icon, 'form.' + form.id, (_, it) => this.forms.change(it, form.target));
    }
  }

  entry(group, icon, title, click) {
    return { group, title: this.texts(title), imageUrl: iconUrl(icon), className: 'rl-pad-entry', action: { click } };
  }
}

JourneyContextPad.$inject = ['contextPad', 'connect', 'modeling', 'appendMenu', 'forms', 'texts'];

const placeOf = (event) => {
  const { clientX, clientY } = event.originalEvent || event;
  const box = (event.delegateTarget || event.target)?.getBoundingClientRect?.();
  return clientX ? { x: clientX + 12, y: clientY - 12 } : { x: box?.right || 0, y: box?.top || 0 };
};
