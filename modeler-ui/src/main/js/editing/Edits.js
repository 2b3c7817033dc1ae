import { definitionOf } from '../vocabulary/kinds.js';
import { formatTimer } from '../timers/timers.js';
import { inputParameters, staysWhenEmpty, withInput } from '../templates/fields.js';
import { autoName } from '../naming/autoName.js';
import { renamedCondition, renamedMessage } from '../naming/references.js';
import { conditionOf, messageNameOf } from '../vocabulary/read.js';
import AutoNameCommand from './AutoNameCommand.js';
import MultiCommand from './MultiCommand.js';

const COMMAND = 'relance.multi';
const RENAME = 'relance.autoName';

/** Every change that the inspector makes to the diagram; each one is a single step of undo. */
export default class Edits {
  constructor(commandStack, bpmnFactory, canvas, elementRegistry, texts) {
    Object.assign(this, { commandStack, bpmnFactory, canvas, elementRegistry, texts });
    commandStack.registerHandler(COMMAND, MultiCommand);
    commandStack.registerHandler(RENAME, AutoNameCommand);
  }

  /** Changes attributes, and the name with them while the name is one that we gave. */
  properties(element, properties) {
    this.run(element, [update(element, properties)]);
  }

  /** Gives an element another id; the events and conditions that refer to it follow. */
  id(element, id) {
    const before = element.businessObject.id;
    const commands = this.elementRegistry
      .filter((it) => !it.labelTarget && it.parent)
      .flatMap((it) => this.following(it, before, id));
    this.run(element, [update(element, { id }), ...commands]);
  }

  following(element, before, after) {
    const bo = element.businessObject;
    if (bo.$type === 'bpmn:SequenceFlow') {
      const feel = conditionOf(bo);
      const body = renamedCondition(feel, before, after);
      return body === feel ? [] : [moddle(element, bo.conditionExpression, { body })];
    }
    const name = messageNameOf(bo);
    const renamed = renamedMessage(name, before, after);
    return renamed === name ? [] : [moddle(element, holderOf(bo), { messageRef: this.messageNamed(renamed) })];
  }

  input(element, property, value) {
    const inputs = withInput(element.businessObject, property.binding.name, value, staysWhenEmpty(property));
    this.run(element, this.inputCommands(element, inputs));
  }

  timer(element, timer) {
    const definition = definitionOf(element.businessObject);
    const { element: property, text } = formatTimer(timer);
    const expression = this.bpmnFactory.create('bpmn:FormalExpression', { body: text });
    expression.$parent = definition;
    this.run(element, [
      moddle(element, definition, { timeDuration: undefined, timeDate: undefined, timeCycle: undefined, [property]: expression }),
    ]);
  }

  message(element, name) {
    this.run(element, [moddle(element, holderOf(element.businessObject), { messageRef: name ? this.messageNamed(name) : undefined })]);
  }

  errorCode(element, code) {
    const definition = definitionOf(element.businessObject);
    const errorRef = code ? this.rootElement('bpmn:Error', 'errorCode', code, { name: code }) : undefined;
    this.run(element, [moddle(element, definition, { errorRef })]);
  }

  condition(flow, feel) {
    const conditionExpression = feel
      ? this.bpmnFactory.create('bpmn:FormalExpression', { body: feel, language: 'feel' })
      : undefined;
    const commands = [update(flow, { conditionExpression })];
    if (flow.source.businessObject.default === flow.businessObject) {
      commands.unshift(update(flow.source, { default: undefined }));
    }
    this.run(flow, commands);
  }

  otherwise(flow, isDefault) {
    const commands = [update(flow.source, { default: isDefault ? flow.businessObject : undefined })];
    if (isDefault) {
      commands.unshift(update(flow, { conditionExpression: undefined }));
    }
    this.run(flow, commands);
  }

  documentation(element, text) {
    const documentation = text ? [this.bpmnFactory.create('bpmn:Documentation', { text })] : [];
    this.run(element, [update(element, { documentation })]);
  }

  processProperty(element, name, value) {
    const bo = element.businessObject;
    const values = (bo.extensionElements?.values || []).filter((it) => it.$type !== 'camunda:Properties');
    const kept = (bo.extensionElements?.values || [])
      .filter((it) => it.$type === 'camunda:Properties')
      .flatMap((it) => it.values || [])
      .filter((it) => it.name !== name)
      .map((it) => ({ name: it.name, value: it.value }));
    const all = value ? [...kept, { name, value }] : kept;
    if (all.length) {
      const properties = this.bpmnFactory.create('camunda:Properties', {});
      properties.values = all.map((it) => this.child('camunda:Property', it, properties));
      values.push(properties);
    }
    this.run(element, [this.extensions(element, values)]);
  }

  /** The message of a name, made when the diagram has none. */
  messageNamed(name) {
    return this.rootElement('bpmn:Message', 'name', name);
  }

  inputCommands(element, inputs) {
    const bo = element.businessObject;
    const values = (bo.extensionElements?.values || []).filter((it) => it.$type !== 'camunda:InputOutput');
    const before = (bo.extensionElements?.values || []).find((it) => it.$type === 'camunda:InputOutput');
    const outputs = before?.outputParameters || [];
    if (inputs.length || outputs.length) {
      values.unshift(this.inputOutput(inputs, outputs));
    }
    return [this.extensions(element, values)];
  }

  inputOutput(inputs, outputs = []) {
    const io = this.bpmnFactory.create('camunda:InputOutput', {});
    io.inputParameters = inputs.map((it) => this.child('camunda:InputParameter', it, io));
    io.outputParameters = outputs;
    return io;
  }

  inputsOf(element) {
    return inputParameters(element.businessObject);
  }

  extensions(element, values) {
    const extensionElements = values.length ? this.bpmnFactory.create('bpmn:ExtensionElements', { values }) : undefined;
    if (extensionElements) {
      extensionElements.$parent = element.businessObject;
      values.forEach((value) => (value.$parent = extensionElements));
    }
    return update(element, { extensionElements });
  }

  run(element, commands) {
    this.commandStack.execute(COMMAND, { commands: [...commands, this.keepingName(element, commands)] });
  }

  /** While a name is the one that we gave, it follows what the step does. */
  keepingName(element, commands) {
    const bo = element.businessObject;
    const before = autoName(bo, this.texts, this.nameOf);
    const named = commands.some((it) => 'name' in (it.context.properties || {}));
    const own = named || (bo.name && bo.name !== before);
    return { command: RENAME, context: { element, own, autoName: () => autoName(bo, this.texts, this.nameOf) } };
  }

  nameOf = (id) => this.elementRegistry.get(id)?.businessObject.name;

  child(type, attributes, parent) {
    const child = this.bpmnFactory.create(type, attributes);
    child.$parent = parent;
    return child;
  }

  rootElement(type, key, value, more = {}) {
    let definitions = this.canvas.getRootElement().businessObject;
    while (definitions && definitions.$type !== 'bpmn:Definitions') {
      definitions = definitions.$parent;
    }
    const roots = definitions.get('rootElements');
    let found = roots.find((it) => it.$type === type && it.get(key) === value);
    if (!found) {
      found = this.bpmnFactory.create(type, { [key]: value, ...more });
      found.$parent = definitions;
      roots.push(found);
    }
    return found;
  }
}

Edits.$inject = ['commandStack', 'bpmnFactory', 'canvas', 'elementRegistry', 'texts'];

const holderOf = (bo) => (bo.$type === 'bpmn:ReceiveTask' ? bo : definitionOf(bo));
const update = (element, properties) => ({ command: 'element.updateProperties', context: { element, properties } });
const moddle = (element, moddleElement, properties) => ({
  command: 'element.updateModdleProperties',
  context: { element, moddleElement, properties },
});
