/** Stands where bpmn-js has its palette: ours is beside the canvas. */
export default class NoPalette {
  registerProvider() {}
  getEntries() {
    return {};
  }
  isOpen() {
    return false;
  }
  open() {}
  close() {}
  toggle() {}
  updateToolHighlight() {}
  _update() {}
}
