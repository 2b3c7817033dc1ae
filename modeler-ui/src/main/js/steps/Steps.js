import { formatTimer } from '../timers/timers.js';
import { startingValues } from '../templates/fields.js';
import { autoName } from '../naming/autoName.js';
import { COMPANIONS } from './accompaniment.js';

const SIZES = {
  'bpmn:ServiceTask': { width: 168, height: 64 },
  'bpmn:UserTask': { width: 168, height: 64 },
  'bpmn:SubProcess': { width: 380, height: 180 },
  'bpmn:TextAnnotation': { width: 160, height: 60 },
};

/** Makes shapes for the steps of the vocabulary, with template, starting values, name and companions. */
export default class Steps {
  constructor(elementFactory, bpmnFactory, templates, edits, texts) {
    Object.assign(this, { elementFactory, bpmnFactory, templates, edits, texts });
  }

  /** A shape that is not on the canvas yet. */
  create(step) {
    const bo = this.bpmnFactory.create(step.type, this.attributesOf(step));
    this.addDefinition(bo, step);
    this.addTemplate(bo, step);
    if (step.type !== 'bpmn:TextAnnotation') {
      bo.name = autoName(bo, this.texts, this.edits.nameOf) || undefined;
    }
    const shape = this.elementFactory.createShape({
      type: step.type,
      businessObject: bo,
      ...SIZES[step.type],
      ...(step.expanded ? { isExpanded: true } : {}),
    });
    shape.relanceCompanions = COMPANIONS[step.with];
    return shape;
  }

  attributesOf(step) {
    if (step.type === 'bpmn:TextAnnotation') {
      return { text: this.texts('step.note') };
    }
    return step.triggered ? { triggeredByEvent: true } : {};
  }

  addDefinition(bo, step) {
    if (!step.definition) {
      return;
    }
    const definition = this.bpmnFactory.create(step.definition);
    definition.$parent = bo;
    bo.eventDefinitions = [definition];
    if (step.timer) {
      const { element, text } = formatTimer(step.timer);
      definition[element] = this.bpmnFactory.create('bpmn:FormalExpression', { body: text });
      definition[element].$parent = definition;
    }
    if (step.message) {
      definition.messageRef = this.edits.messageNamed(step.message);
    }
  }

  addTemplate(bo, step) {
    if (step.bean) {
      bo.set('camunda:delegateExpression', `\${${step.bean}}`);
    }
    const template = step.template && this.templates.byId(step.template);
    if (!template) {
      return;
    }
    const { attributes, inputs } = startingValues(template);
    Object.entries(attributes).forEach(([name, value]) => bo.set(name, value));
    if (inputs.length) {
      const io = this.edits.inputOutput(inputs);
      bo.extensionElements = this.bpmnFactory.create('bpmn:ExtensionElements', { values: [io] });
      io.$parent = bo.extensionElements;
      bo.extensionElements.$parent = bo;
    }
  }
}

Steps.$inject = ['elementFactory', 'bpmnFactory', 'templates', 'edits', 'texts'];
