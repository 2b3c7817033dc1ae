// The page of scoring: puts its parts together, saves, tests, publishes.

import { h } from '../segments/dom.js';
import { Grid } from './grid.js';
import { Examples } from './examples.js';

const page = document.getElementById('scoring');
const words = JSON.parse(page.dataset.words);
const fields = JSON.parse(page.dataset.fields);
const view = JSON.parse(page.dataset.table);
const table = view.table;
const status = document.getElementById('score-status');
const idle = ['days', 'points', 'floor'].map((name) => document.getElementById(`idle-${name}`));

let unsaved = false;
let changes = 0;

const fill = (text, ...values) => values.reduce((filled, value, i) => filled.replace(`[${i}]`, value), text);

async function call(method, path, body, type = 'application/json') {
  const header = document.querySelector('meta[name="_csrf_header"]')?.content;
  const token = document.querySelector('meta[name="_csrf"]')?.content;
  try {
    const answer = await fetch(path, {
      method,
      headers: { 'Content-Type': type, Accept: 'application/json', ...(header ? { [header]: token } : {}) },
      body,
    });
    return { ok: answer.ok, json: await answer.json().catch(() => ({})) };
  } catch (error) {
    return { ok: false, json: {} };
  }
}

function say(text, bad = false) {
  status.textContent = text;
  status.classList.toggle('rl-bad-text', bad);
}

function changed() {
  unsaved = true;
  changes++;
  say(words['unsaved']);
  examples.forget();
}

/** What is wrong stands at its cell, what is odd above the table. */
function mark(problems) {
  page.querySelectorAll('[data-problem]').forEach((place) => {
    place.hidden = true;
    place.textContent = '';
  });
  page.querySelectorAll('[aria-invalid]').forEach((cell) => cell.removeAttribute('aria-invalid'));
  problems.forEach((problem) => {
    const cell = page.querySelector(`[data-path="${problem.path}"]`);
    const place = page.querySelector(`[data-problem="${problem.path}"]`)
      ?? page.querySelector(`[data-problem="${problem.path.replace(/\.\w+$/, '.name')}"]`);
    cell?.setAttribute('aria-invalid', 'true');
    if (place) {
      place.textContent = problem.message;
      place.hidden = false;
    }
  });
  page.querySelector('[aria-invalid]')?.focus();
}

function warn(warnings) {
  const list = document.getElementById('score-warnings');
  list.replaceChildren(...warnings.map((one) => h('li', {}, fill(words['warning'], one.row, one.message))));
  list.hidden = warnings.length === 0;
}

function refused(json) {
  if (json.examples) {
    test();
  }
  mark(json.problems?.filter((one) => one.path) ?? []);
  say(json.detail ?? words['problem'], true);
}

async function save() {
  const before = changes;
  const [days, points, floor] = idle.map((input) => input.value.trim());
  const body = {
    hitPolicy: document.getElementById('score-hit').value,
    columns: table.columns,
    rows: table.rows,
    inactivity: days || points ? { days, points, floor } : null,
    examples: table.examples,
    revision: table.revision,
  };
  const answer = await call('PUT', '/api/score/table', JSON.stringify(body));
  if (!answer.ok) {
    refused(answer.json);
    return false;
  }
  if (changes !== before) {
    // what was typed meanwhile stays; it is saved with the next click
    table.revision = answer.json.table.revision;
    return true;
  }
  unsaved = false;
  show(answer.json);
  say(fill(words['saved'], answer.json.table.revision));
  return true;
}

async function test() {
  const answer = await call('POST', '/api/score/table/test');
  if (answer.ok) {
    examples.tell(answer.json.items);
    const failed = answer.json.items.filter((one) => !one.passed).length;
    return failed;
  }
  return 0;
}

async function saveAndTest() {
  if (await save()) {
    const failed = await test();
    say(table.examples.length === 0 ? words['tested.none']
      : failed === 0 ? fill(words['tested.good'], table.examples.length) : fill(words['tested.bad'], failed), failed > 0);
  }
}

async function publish() {
  if (!await save()) {
    return;
  }
  const answer = await call('POST', '/api/score/table/publish');
  if (answer.ok) {
    location.reload();
  } else {
    refused(answer.json);
  }
}

async function upload() {
  const file = document.getElementById('score-file').files[0];
  if (file) {
    const answer = await call('PUT', '/api/score/table/dmn', await file.text(), 'application/xml');
    if (answer.ok) {
      unsaved = false;
      show(answer.json);
      say(fill(words['uploaded'], file.name));
    } else {
      say(answer.json.detail ?? words['problem'], true);
    }
  }
}

/** Takes over what the server says the draft is now: cells in their full form, ids, the revision. */
function show(now) {
  Object.assign(table, { inactivity: null, columns: [], rows: [], examples: [], ...now.table });
  document.getElementById('score-hit').value = table.hitPolicy;
  idle.forEach((input, i) => { input.value = table.inactivity?.[['days', 'points', 'floor'][i]] ?? ''; });
  grid.table = table;
  examples.examples = table.examples;
  grid.draw();
  examples.draw();
  mark([]);
  warn(now.warnings ?? []);
}

const grid = new Grid(table, words, fields, document.getElementById('score-grid'), changed);
const examples = new Examples(table.examples, words, document.getElementById('score-examples'), changed);
document.getElementById('score-fields').replaceChildren(...fields.map((field) => h('option', { value: field.name }, field.label)));
show(view);
idle.forEach((input) => {
  input.after(h('p', { class: 'rl-score-problem', 'data-problem': input.dataset.path, hidden: true }));
  input.addEventListener('input', changed);
});
document.getElementById('score-hit').addEventListener('change', changed);
document.getElementById('score-add-row').addEventListener('click', () => grid.addRow());
document.getElementById('score-add-column').addEventListener('click', () => grid.addColumn());
document.getElementById('score-add-example').addEventListener('click', () => examples.add());
document.getElementById('score-save')?.addEventListener('click', save);
document.getElementById('score-test')?.addEventListener('click', saveAndTest);
document.getElementById('score-publish')?.addEventListener('click', publish);
document.getElementById('score-upload')?.addEventListener('click', upload);
addEventListener('beforeunload', (event) => {
  if (unsaved) {
    event.preventDefault();
  }
});
page.dataset.ready = 'true';
