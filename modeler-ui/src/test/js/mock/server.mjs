/**
 * A stand-in for the server, for working on the front end alone: `npm run mock`, then /journeys/{key}/studio or
 * /journeys/{key} (`?lang=fr`). Drafts are kept in memory.
 */
import { createServer } from 'node:http';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { check } from './check.mjs';
import { statistics } from './statistics.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const webjar = join(here, '../../../../target/classes/META-INF/resources/webjars/relance-studio');
const drafts = new Map();
const versions = new Map();
const CSP = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:";
const STRICT = CSP.replace(" 'unsafe-inline'", '');

const page = (title, head, body) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="_csrf" content="token"><meta name="_csrf_header" content="X-CSRF-TOKEN">
${head}</head><body>${body}</body></html>`;
const assets = (name) =>
  `<link rel="stylesheet" href="/webjars/relance-studio/base-page.css"><link rel="stylesheet" href="/webjars/relance-studio/${name}.css"><script type="module" src="/webjars/relance-studio/${name}.js"></script>`;

const routes = [
  ['GET', /^\/journeys\/([^/]+)\/studio$/, ({ key, language }) => html(page('Studio', assets('studio'), `<div id="relance-studio" data-journey="${key}" data-name="Journey ${key}" data-language="${language}" data-revision="1" data-can-publish="true"></div>`), CSP)],
  ['GET', /^\/journeys\/([^/]+)$/, ({ key, language }) => html(page('Live', assets('live'), `<main><div data-relance-thumbnail="${key}" data-language="${language}"></div><div id="relance-live" data-journey="${key}" data-version="1" data-language="${language}"></div></main>`), STRICT)],
  ['GET', /^\/api\/vocabulary$/, () => json({ elementTemplates: JSON.parse(readFileSync(join(here, 'templates.json'))), messages: ['OrderPlaced', 'CartUpdated', 'ContactOptedOut', 'HardBounced', 'OptInConfirmed', 'LinkClicked'], contactFields: ['firstName', 'lastName', 'birthday', 'city'], mart: ['total_year', 'vip'], journeys: [{ key: 'welcome', name: 'Welcome series' }] })],
  ['POST', /^\/api\/journeys\/check$/, ({ body }) => json({ problems: check(body) })],
  ['POST', /^\/api\/journeys$/, ({ body }) => save(/<bpmn:process id="([^"]+)"/.exec(body)[1], body)],
  ['GET', /^\/api\/journeys\/([^/]+)\/draft$/, ({ key }) => (drafts.has(key) ? xml(drafts.get(key).xml, drafts.get(key).revision) : problem(404, 'No draft'))],
  ['PUT', /^\/api\/journeys\/([^/]+)\/draft$/, ({ key, body, request }) => (request.headers['if-match'] === `"${drafts.get(key)?.revision}"` ? save(key, body) : problem(412, 'Saved by somebody else meanwhile'))],
  ['GET', /^\/api\/journeys\/([^/]+)\/publish-preview$/, ({ key }) => json({ version: (versions.get(key) || []).length + 1, changes: { added: ['sendEmail_1'], removed: [], changed: [] }, inside: 12, problems: check(drafts.get(key).xml) })],
  ['POST', /^\/api\/journeys\/([^/]+)\/publish$/, ({ key }) => json({ version: versions.set(key, [...(versions.get(key) || []), drafts.get(key).xml]).get(key).length })],
  ['GET', /^\/api\/journeys\/([^/]+)\/bpmn$/, ({ key }) => (versions.has(key) ? xml(versions.get(key).at(-1)) : problem(404, 'Not published'))],
  ['GET', /^\/api\/journeys\/([^/]+)\/statistics$/, ({ key }) => json(statistics(versions.get(key)?.at(-1) || ''))],
  ['GET', /^\/api\/journeys\/([^/]+)\/enrolments$/, ({ url }) => json({ items: [1, 2, 3].map((it) => ({ businessKey: 'x:c-' + it, contact: 'c-' + it, state: 'waiting', step: url.searchParams.get('step'), since: '2027-01-02T09:00:00Z', until: '2027-01-04T09:00:00Z' })), next: null })],
  ['GET', /^\/webjars\/relance-studio\/(.+)$/, ({ key: file }) => asset(file)],
];

function save(key, body) {
  const problems = check(body);
  if (problems.some((it) => it.severity === 'refused')) {
    return { ...problem(422, 'Outside the vocabulary', { problems }) };
  }
  const revision = (drafts.get(key)?.revision || 0) + 1;
  drafts.set(key, { xml: body, revision });
  return json({ key, name: key, revision, problems });
}

const reply = (status, type, body, headers = {}) => ({ status, headers: { 'Content-Type': type, ...headers }, body });
const json = (body, status = 200) => reply(status, 'application/json', JSON.stringify(body));
const problem = (status, title, more = {}) => reply(status, 'application/problem+json', JSON.stringify({ status, title, ...more }));
const html = (body, csp) => reply(200, 'text/html; charset=utf-8', body, { 'Content-Security-Policy': csp });
const xml = (body, revision) => reply(200, 'application/bpmn+xml', body, revision ? { ETag: `"${revision}"` } : {});
function asset(file) {
  if (file === 'base-page.css') {
    return reply(200, 'text/css', 'body{margin:0;font-family:system-ui}');
  }
  const [version] = readdirSync(webjar);
  return reply(200, file.endsWith('.css') ? 'text/css' : 'text/javascript', readFileSync(join(webjar, version, file)));
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://localhost');
  const chunks = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  const [, pattern, answer] = routes.find(([method, path]) => method === request.method && path.test(url.pathname)) || [];
  const context = { request, url, language: url.searchParams.get('lang') || 'en', body: Buffer.concat(chunks).toString() };
  const { status, headers, body } = answer
    ? answer({ ...context, key: decodeURIComponent(pattern.exec(url.pathname)[1] || '') })
    : problem(404, 'Nothing here');
  response.writeHead(status, headers).end(body);
});
server.listen(Number(process.env.PORT) || 4173, () => console.log('http://localhost:' + server.address().port + '/journeys/example/studio'));
