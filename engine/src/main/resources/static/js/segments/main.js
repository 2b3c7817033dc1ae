// The page of one dynamic segment: puts its parts together.

import { h } from './dom.js';
import { fromJson, toJson, nodeAt, isEmpty } from './rule.js';
import { Conditions } from './conditions.js';
import { Tree } from './tree.js';

const PAUSE = 350;

const page = document.getElementById('segment');
const words = JSON.parse(page.dataset.words);
const numbers = new Intl.NumberFormat(document.documentElement.lang);
const key = page.dataset.key || null;
const counting = document.getElementById('segment-status');
const saving = document.getElementById('segment-saved');

let version = Number(page.dataset.version) || null;
let waiting = null;
let asking = null;
let tree = null;
let root = null;

const fill = (text, ...values) => values.reduce((filled, value, i) => filled.replace(`[${i}]`, value), text);

async function call(method, path, body, signal) {
  const header = document.querySelector('meta[name="_csrf_header"]')?.content;
  const token = document.querySelector('meta[name="_csrf"]')?.content;
  const answer = await fetch(path, {
    method,
    signal,
    headers: { 'Content-Type': 'application/json', Accept: 'application/json', ...(header ? { [header]: token } : {}) },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const json = await answer.json().catch(() => ({}));
  return { ok: answer.ok, status: answer.status, json };
}

/** What became of counting and what became of saving stand apart: neither overwrites the other. */
function say(where, text, bad = false) {
  where.textContent = text;
  where.classList.toggle('rl-bad-text', bad);
}

/** What was refused: each sentence beside its part, the rest at the top. */
function tellProblems(where, json, paths) {
  const problems = json.problems?.map((one) => [nodeAt(one.path, paths) ?? root, one.message]);
  if (problems) {
    tree.tell(new Map(), problems);
  }
  say(where, json.detail ?? words['problem.unknown'], true);
}

function changed() {
  clearTimeout(waiting);
  say(saving, '');
  document.getElementById('segment-count').setAttribute('aria-busy', 'true');
  waiting = setTimeout(count, PAUSE);
}

async function count() {
  asking?.abort();
  asking = new AbortController();
  const paths = new Map();
  const rule = toJson(root, 'rule', paths);
  if (isEmpty(root)) {
    tree.tell(new Map(), []);
    show(null);
    say(counting, words['empty']);
    return;
  }
  try {
    const answer = await call('POST', '/api/segments/preview', { rule, segment: key ?? undefined }, asking.signal);
    if (answer.ok) {
      const counts = new Map(answer.json.steps.map((step) => [paths.get(step.path), numbers.format(step.count)]));
      tree.tell(counts, []);
      show(answer.json);
      say(counting, fill(words['counted'], numbers.format(answer.json.elapsed)));
    } else {
      show(null, answer.json.estimate);
      tellProblems(counting, answer.json, paths);
    }
  } catch (error) {
    if (error.name !== 'AbortError') {
      show(null);
      say(counting, words['problem.unknown'], true);
    }
  }
}

function show(preview, estimate) {
  const total = document.getElementById('segment-count');
  total.removeAttribute('aria-busy');
  total.textContent = preview ? numbers.format(preview.count)
    : estimate === undefined ? '–' : fill(words['about'], numbers.format(estimate));
  document.getElementById('segment-chain').textContent = preview
    ? [preview.everyone, ...preview.steps.map((step) => step.count)].map((n) => numbers.format(n)).join(' → ') : '';
  const sample = document.getElementById('segment-sample');
  sample.replaceChildren(...(preview?.sample ?? []).map((person) => h('li', {},
    h('a', { class: 'rl-row-link', href: `/contacts/${encodeURIComponent(person.externalId)}` }, person.name ?? person.externalId),
    h('p', { class: 'rl-small rl-muted' }, person.email ?? person.externalId))));
  document.getElementById('segment-nobody').hidden = !preview || preview.sample.length > 0;
}

async function save(event) {
  event.preventDefault();
  const paths = new Map();
  const body = {
    name: document.getElementById('segment-name').value,
    rule: toJson(root, 'rule', paths),
    watched: document.getElementById('segment-watched').checked,
    ...(version ? { version } : {}),
  };
  const answer = await call(key ? 'PUT' : 'POST', key ? `/api/segments/${key}` : '/api/segments', body);
  if (!answer.ok) {
    tellProblems(saving, answer.json, paths);
    if (answer.json.errors?.some((one) => one.field === 'name')) {
      document.getElementById('segment-name').focus();
    }
  } else if (key) {
    version = answer.json.version;
    say(saving, fill(words['saved'], version));
  } else {
    location.assign(`/segments/${answer.json.id}`);
  }
}

const vocabulary = (await call('GET', '/api/segments/vocabulary')).json;
vocabulary.segments = vocabulary.segments.filter((one) => one.id !== key);
document.getElementById('segment-events').replaceChildren(...vocabulary.events.map((name) => h('option', { value: name })));
root = page.dataset.rule ? fromJson(JSON.parse(page.dataset.rule)) : { group: 'all', not: false, of: [{ kind: '', not: false }] };
tree = new Tree(root, new Conditions(words, vocabulary), document.getElementById('segment-rule'), changed);
tree.draw();
document.getElementById('segment-form').addEventListener('submit', save);
page.dataset.ready = 'true';
