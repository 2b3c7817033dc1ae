import { autoName } from '../naming/autoName.js';

/** Turns a step into another form of it, and renames it while its name is the one that we gave. */
export default class Forms {
  constructor(bpmnReplace, modeling, selection, edits, texts) {
    Object.assign(this, { bpmnReplace, modeling, selection, edits, texts });
  }

  change(element, target) {
    const before = element.businessObject;
    const given = !before.name || before.name === autoName(before, this.texts, this.edits.nameOf);
    const replaced = this.bpmnReplace.replaceElement(element, target);
    if (given) {
      this.modeling.updateProperties(replaced, { name: autoName(replaced.businessObject, this.texts, this.edits.nameOf) });
    }
    this.selection.select(replaced);
  }
}

Forms.$inject = ['bpmnReplace', 'modeling', 'selection', 'edits', 'texts'];
