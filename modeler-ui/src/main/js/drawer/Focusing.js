/** Brings an element into view and selects it; without one, the journey itself. */
export default class Focusing {
  constructor(elementRegistry, selection, canvas) {
    Object.assign(this, { elementRegistry, selection, canvas });
  }

  show(id) {
    const element = this.elementRegistry.get(id);
    if (element?.parent) {
      this.canvas.scrollToElement(element, 120);
      this.selection.select(element);
    } else {
      this.selection.select(null);
    }
  }
}

Focusing.$inject = ['elementRegistry', 'selection', 'canvas'];
