import { h } from '../dom/h.js';
import { kindOf } from '../vocabulary/kinds.js';
import { fieldName, fieldProblem, isShown, readField } from '../templates/fields.js';
import { fieldKey } from './section-timer.js';

const MULTILINE = ['body', 'text', 'script'];
const DURATIONS = ['expires', 'timeout'];

const templateOf = ({ bo, templates }) => (bo.$type === 'bpmn:UserTask' ? null : templates.of(bo, kindOf(bo)));

/** The fields of a step as its element template lists them. */
export const step = {
  id: 'step',
  appliesTo: (context) => /^bpmn:(ServiceTask|SendTask)$/.test(context.bo.$type) && Boolean(templateOf(context)),
  key: (context) => templateOf(context).id,
  build(context) {
    const shown = templateOf(context).properties.filter(isShown);
    const main = shown.filter((property) => !DURATIONS.includes(fieldName(property)) && fieldName(property) !== 'retries');
    const more = shown.filter((property) => !main.includes(property));
    return [
      h('section', {}, main.map((property) => fieldFor(context, property))),
      more.length > 0 && h('details', { class: 'rl-details' }, h('summary', {}, context.t('field.more')), more.map((property) => fieldFor(context, property))),
    ];
  },
};

function fieldFor(context, property) {
  const { element, bo, t, edits, form } = context;
  const name = fieldName(property);
  const words = wordsFor(context, property, name);
  const field = {
    name,
    ...words,
    required: property.constraints?.notEmpty,
    read: () => readField(bo, property),
    write: (value) => write({ element, bo, edits, property, value }),
    problem: (value) => fieldProblem(property, value),
  };
  const choices = choicesFor(context, property, name);
  if (choices) {
    return form.select({ ...field, options: () => choices });
  }
  const listed = offersFor(context, name);
  const input = form.text({ ...field, multiline: property.type === 'Text' || MULTILINE.includes(name), rows: name === 'body' ? 9 : 4, list: listed && 'rl-list-' + name, inputmode: name === 'points' ? 'numeric' : undefined });
  return [listed && form.list('rl-list-' + name, listed), input, name === 'body' && kindOf(bo) !== 'callWebhook' && h('p', { class: 'rl-help' }, t('field.body.hint'))];
}

function write({ element, edits, property, value }) {
  if (property.binding.type === 'camunda:inputParameter') {
    edits.input(element, property, value);
  } else {
    edits.properties(element, { [property.binding.name]: value || undefined });
  }
}

/** Our own words in the reader's language where we have them, else those of the template. */
function wordsFor({ t, bo }, property, name) {
  const own = [`field.${kindOf(bo)}.${name}`, `field.${name}`].find((key) => t.has(key));
  return {
    label: own ? t(own) : property.label || name,
    help: own && t.has(own + '.help') ? t(own + '.help') : own && t.language !== 'en' ? null : property.description,
  };
}

function choicesFor({ t, templates }, property, name) {
  if (property.choices) {
    const label = (choice) => (t.has(`choice.${choice.value}`) ? t(`choice.${choice.value}`) : choice.name);
    const choices = property.choices.map((choice) => ({ value: choice.value, label: label(choice) }));
    return property.constraints?.notEmpty || property.value ? choices : [{ value: '', label: t('choice.none') }, ...choices];
  }
  const { journeys } = templates.vocabulary;
  return name === 'journey' && journeys.length ? [{ value: '', label: t('condition.choose') }, ...journeys.map((it) => ({ value: it.key, label: it.name || it.key }))] : null;
}

function offersFor({ t, templates }, name) {
  const { contactFields } = templates.vocabulary;
  return name === 'field' ? contactFields.map((field) => ({ value: fieldKey(field), label: t.has('fact.contact.' + fieldKey(field)) ? t('fact.contact.' + fieldKey(field)) : undefined })) : null;
}
