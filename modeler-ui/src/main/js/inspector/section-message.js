import { h } from '../dom/h.js';
import { definitionOf, kindOf } from '../vocabulary/kinds.js';
import { messageNameOf } from '../vocabulary/read.js';
import { SEND_KINDS } from '../vocabulary/steps.js';
import { formatMessageName, messageProblem, parseMessageName } from '../messages/names.js';
import { linkNames } from '../messages/links.js';
import { inputParameters } from '../templates/fields.js';

/** Which event is waited for: a click in one of this journey's messages, or an event by its name. */
export const message = {
  id: 'message',
  appliesTo: ({ bo }) => bo.$type === 'bpmn:ReceiveTask' || definitionOf(bo)?.$type === 'bpmn:MessageEventDefinition',
  key: ({ bo }) => {
    const parsed = parseMessageName(messageNameOf(bo));
    return parsed.kind + (parsed.step ? '1' : '0');
  },
  build(context) {
    const { element, bo, t, edits, form } = context;
    const read = () => parseMessageName(messageNameOf(bo));
    const write = (changes) => edits.message(element, formatMessageName({ ...read(), ...changes }));
    const kind = read().kind;
    return h(
      'section',
      {},
      form.select({
        name: 'message-kind',
        label: t('field.message'),
        options: () => ['event', 'click'].map((value) => ({ value, label: t('message.' + value) })),
        read: () => kind,
        write: (value) => edits.message(element, value === 'click' ? formatMessageName({ kind: 'click', step: sends(context)[0]?.id || '', link: '' }) : ''),
      }),
      kind === 'click' ? clickFields({ ...context, read, write }) : eventField({ ...context, read, write }),
    );
  },
};

function eventField({ t, form, templates, read, write }) {
  const known = (name) => (t.has('message.known.' + name) ? t('message.known.' + name) : undefined);
  const names = templates.vocabulary.messages.filter((it) => !it.startsWith('LinkClicked')).map((value) => ({ value, label: known(value) }));
  return [
    form.list('rl-messages', names),
    form.text({
      name: 'message',
      label: t('message.name'),
      help: t('message.name.help'),
      list: 'rl-messages',
      required: true,
      read: () => read().name || '',
      write: (name) => write({ name: name.trim() }),
      problem: (name) => messageProblem(name.trim()),
    }),
  ];
}

function clickFields(context) {
  const { t, form, elementRegistry, read, write } = context;
  const options = () => [{ value: '', label: t('message.anyStep') }, ...sends(context).map((bo) => ({ value: bo.id, label: `${bo.name || bo.id}` }))];
  const links = linkNames(bodyOf(elementRegistry.get(read().step)));
  return [
    form.select({ name: 'message-step', label: t('message.step'), options, read: () => read().step, write: (step) => write({ step, link: '' }) }),
    form.list('rl-links', links),
    read().step &&
      form.text({ name: 'message-link', label: t('message.link'), help: t('message.link.help'), list: 'rl-links', read: () => read().link, write: (link) => write({ link }), problem: (link) => (link ? messageProblem(link) : null) }),
  ];
}

const sends = ({ elementRegistry }) =>
  elementRegistry.filter((it) => !it.labelTarget && !it.waypoints && SEND_KINDS.includes(kindOf(it.businessObject))).map((it) => it.businessObject);

const bodyOf = (element) =>
  element ? inputParameters(element.businessObject).map((it) => it.value || '').join('\n') : '';
