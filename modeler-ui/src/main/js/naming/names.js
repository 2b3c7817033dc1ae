import { parseMessageName } from '../messages/names.js';
import { parseCondition } from '../conditions/feel.js';

/** A timer in words: "2 days", "2 days, then 09:00". */
export function timerWords(timer, t) {
  const amount = () => t('unit.' + timer.unit, { count: timer.amount });
  switch (timer.kind) {
    case 'duration':
      return amount();
    case 'localTime':
      return timer.amount ? t('timer.words.later', { amount: amount(), time: timer.time }) : t('timer.words.until', { time: timer.time });
    case 'dateOf': {
      const fact = factWords(timer.fact, t);
      if (!timer.amount) {
        return t('timer.words.on', { fact, time: timer.time });
      }
      return t(timer.before ? 'timer.words.before' : 'timer.words.after', { amount: amount(), fact, time: timer.time });
    }
    case 'iso':
      return timer.text || '?';
    default:
      return t('timer.words.until', { time: instantWords(timer.instant) });
  }
}

const instantWords = (instant) =>
  instant ? instant.replace('T', ' ').replace(/(:00)?(\.\d+)?Z$/, ' UTC') : '…';

/** A message in words; `nameOf` gives the name of a step by its id. */
export function messageWords(name, t, nameOf = (id) => id) {
  const message = parseMessageName(name);
  if (message.kind === 'click') {
    if (!message.step) {
      return t('message.words.click');
    }
    const step = nameOf(message.step) || message.step;
    return message.link
      ? t('message.words.clickLink', { step, link: message.link })
      : t('message.words.clickStep', { step });
  }
  return t.has('message.known.' + name) ? t('message.known.' + name) : message.name || '?';
}

/** A fact in words: its place in the bundle, else the path as it stands. */
export function factWords(fact, t, nameOf = (id) => id) {
  const outcome = /^steps\.([^.]+)\.outcome$/.exec(fact);
  if (outcome) {
    return t('fact.outcomeOf', { step: nameOf(outcome[1]) || outcome[1] });
  }
  return t.has('fact.' + fact) ? t('fact.' + fact) : fact.replace(/^(contact|data|event|mart)\./, '');
}

/** A condition in words; FEEL that is more than rows stays FEEL. */
export function conditionWords(feel, t, nameOf) {
  const condition = parseCondition(feel);
  if (!condition) {
    return feel;
  }
  const rows = condition.rows.map(({ fact, operator, value }) => {
    const words = (fact.startsWith('consent.') ? 'consent.' : 'outcome.') + value;
    const shown = t.has(words) ? t(words) : value;
    return t('condition.words.' + operator, { fact: factWords(fact, t, nameOf), value: shown });
  });
  return rows.join(` ${t('condition.' + condition.join)} `);
}
