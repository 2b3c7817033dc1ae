/** Renames an element after what it does, within the change that made it do so. */
export default class AutoNameCommand {
  constructor(modeling) {
    this.modeling = modeling;
  }

  preExecute({ element, own, autoName }) {
    const name = own ? null : autoName();
    if (name && name !== element.businessObject.name) {
      this.modeling.updateProperties(element, { name });
    }
  }
}

AutoNameCommand.$inject = ['modeling'];
