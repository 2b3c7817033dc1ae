/** What the server said instead of what was hoped for. */
export class ApiProblem extends Error {
  constructor(status, body) {
    super(body.detail || body.title || `HTTP ${status}`);
    this.status = status;
    this.problems = body.problems || [];
  }
}

/** The few calls that studio and live view make, with the session's cookie and CSRF header. */
export function createApi({ language = 'en', base = '' } = {}) {
  const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content;

  async function call(method, path, { body, headers = {}, signal } = {}) {
    const all = { Accept: 'application/json, application/problem+json, application/bpmn+xml, */*;q=0.1', 'Accept-Language': language, ...headers };
    if (method !== 'GET' && meta('_csrf')) {
      all[meta('_csrf_header') || 'X-CSRF-TOKEN'] = meta('_csrf');
    }
    const response = await fetch(base + path, { method, body, headers: all, signal, credentials: 'same-origin' });
    if (!response.ok) {
      throw new ApiProblem(response.status, await jsonOf(response));
    }
    return response;
  }

  const jsonOf = async (response) => {
    try {
      return await response.json();
    } catch {
      return {};
    }
  };
  const json = async (...args) => jsonOf(await call(...args));
  const xml = { 'Content-Type': 'application/bpmn+xml' };
  const journey = (key) => '/api/journeys/' + encodeURIComponent(key);

  return {
    vocabulary: () => json('GET', '/api/vocabulary'),
    check: (body, signal) => json('POST', '/api/journeys/check', { body, headers: xml, signal }),
    create: (body) => json('POST', '/api/journeys', { body, headers: xml }),
    async draft(key) {
      const response = await call('GET', journey(key) + '/draft');
      return { xml: await response.text(), revision: Number((response.headers.get('ETag') || '').replace(/\D/g, '')) || null };
    },
    saveDraft: (key, body, revision) =>
      json('PUT', journey(key) + '/draft', { body, headers: { ...xml, 'If-Match': `"${revision}"` } }),
    bpmn: async (key, version) =>
      (await call('GET', `${journey(key)}/bpmn${version ? '?version=' + encodeURIComponent(version) : ''}`)).text(),
    diagram: async (address) => (await call('GET', address)).text(),
    preview: (key) => json('GET', journey(key) + '/publish-preview'),
    publish: (key) => json('POST', journey(key) + '/publish'),
    statistics: (key, version) =>
      json('GET', `${journey(key)}/statistics${version ? '?version=' + encodeURIComponent(version) : ''}`),
    enrolments: (key, query) => json('GET', `${journey(key)}/enrolments?${new URLSearchParams(query)}`),
  };
}
