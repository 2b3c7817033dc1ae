import { VOCABULARY_LOADED } from '../events.js';

/** The vocabulary that the server told us: element templates, event names, fields of contacts, journeys. */
export default class Templates {
  constructor(eventBus) {
    this.eventBus = eventBus;
    this.vocabulary = { elementTemplates: [], messages: [], contactFields: [], mart: [], journeys: [] };
  }

  load(vocabulary) {
    this.vocabulary = { ...this.vocabulary, ...vocabulary };
    this.eventBus.fire(VOCABULARY_LOADED, {});
  }

  byId(id) {
    return this.vocabulary.elementTemplates.find((template) => template.id === id) || null;
  }

  /** The template of a step: the one it names, else the one of its delegate. */
  of(bo, kind) {
    return this.byId(bo.get('camunda:modelerTemplate')) || this.byId('io.relance.' + kind);
  }
}

Templates.$inject = ['eventBus'];
