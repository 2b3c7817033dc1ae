import { fit } from '../diagram/fit.js';
import { layoutWhenMissing } from '../diagram/layout.js';
import { DIAGRAM_REPLACED } from '../events.js';
import { blankDiagram } from './blank.js';
import { rekey } from './rekey.js';
import { tidyRoots } from './roots.js';

const READABLE = 0.66;

/** The diagram as XML, in and out. Whatever comes in becomes this journey's: its process id is the journey's key. */
export default class Diagram {
  constructor(eventBus, bpmnjs, canvas, settings, texts) {
    Object.assign(this, { eventBus, bpmnjs, canvas, settings, texts });
    eventBus.on('import.parse.complete', ({ definitions }) => {
      this.rekeyed = definitions ? rekey(definitions, settings.key) : null;
    });
  }

  /** Answers what had to be changed: `{rekeyed, laidOut, warnings}`. */
  async load(xml) {
    const { xml: placed, laidOut } = await layoutWhenMissing(xml);
    const { warnings } = await this.bpmnjs.importXML(placed);
    fit(this.canvas, READABLE);
    this.eventBus.fire(DIAGRAM_REPLACED, {});
    return { rekeyed: this.rekeyed, laidOut, warnings };
  }

  blank() {
    return this.load(blankDiagram(this.settings.key, this.settings.name, this.texts('name.startManual')));
  }

  async xml() {
    tidyRoots(this.bpmnjs.getDefinitions());
    return (await this.bpmnjs.saveXML({ format: true })).xml;
  }

  get name() {
    const bo = this.canvas.getRootElement()?.businessObject;
    return bo?.name || this.settings.name || this.settings.key;
  }

  fit() {
    fit(this.canvas);
  }
}

Diagram.$inject = ['eventBus', 'bpmnjs', 'canvas', 'settings', 'texts'];
