import { kindOf } from '../vocabulary/kinds.js';
import { OUTCOMES } from '../vocabulary/steps.js';
import { inputParameters } from '../templates/fields.js';
import { parsePaths } from '../vocabulary/read.js';
import { factWords } from '../naming/names.js';

const CONTACT = ['contact.score', 'contact.preferredChannel', 'contact.locale', 'contact.email', 'contact.phone', 'contact.timeZone', 'contact.externalId'];
const CHANNELS = ['email', 'sms', 'voice'];
const fieldKey = (field) => (typeof field === 'string' ? field : field.name || field.key);

/** What a condition may ask about, by group, in words. */
export function factOptions({ t, elementRegistry, templates }) {
  const option = (value) => ({ value, label: factWords(value, t, (id) => elementRegistry.get(id)?.businessObject.name) });
  const fields = templates.vocabulary.contactFields.map((field) => 'contact.' + fieldKey(field));
  return [
    { label: t('facts.steps'), options: stepsWithOutcome(elementRegistry).map((bo) => option(`steps.${bo.id}.outcome`)) },
    { label: t('facts.contact'), options: [...new Set([...fields, ...CONTACT])].map(option) },
    { label: t('facts.mart'), options: templates.vocabulary.mart.map((name) => option('mart.' + name)) },
    { label: t('facts.consent'), options: CHANNELS.map((channel) => option(`consent.${channel}.marketing`)) },
    { label: t('facts.event'), options: ['event.name', 'outcome'].map(option) },
  ].filter((group) => group.options.length);
}

export const isListed = (options, fact) => options.some((group) => group.options.some((it) => it.value === fact));

const stepsWithOutcome = (elementRegistry) =>
  elementRegistry
    .filter((it) => !it.labelTarget && !it.waypoints && hasOutcome(it.businessObject))
    .map((it) => it.businessObject);

const hasOutcome = (bo) => Boolean(OUTCOMES[kindOf(bo)]) || kindOf(bo) === 'split';

/** The values that a fact can have, when they are a closed list. */
export function valuesOf(fact, t, elementRegistry) {
  const words = (list) => list.map((value) => ({ value, label: t.has('outcome.' + value) ? t('outcome.' + value) : value }));
  if (/^consent\./.test(fact)) {
    return ['granted', 'refused', 'withdrawn'].map((value) => ({ value, label: t('consent.' + value) }));
  }
  if (fact === 'contact.preferredChannel') {
    return CHANNELS.map((value) => ({ value, label: t('choice.' + value) }));
  }
  const step = /^steps\.([^.]+)\.outcome$/.exec(fact);
  const bo = step && elementRegistry?.get(step[1])?.businessObject;
  if (!bo) {
    return null;
  }
  const paths = inputParameters(bo).find((it) => it.name === 'paths')?.value;
  return words(paths ? parsePaths(paths).map((it) => it.name) : OUTCOMES[kindOf(bo)] || []);
}
