import { fill, h } from '../dom/h.js';

/** The list of the contacts behind a number. */
export class People {
  constructor(place, api, settings, t) {
    Object.assign(this, { place, api, settings, t });
  }

  async show(step) {
    this.step = step;
    const close = h('button', { type: 'button', class: 'rl-icon-button', 'aria-label': this.t('live.close'), onclick: () => this.close() }, '×');
    this.list = h('ul', {});
    this.foot = h('div', {});
    this.place.hidden = false;
    fill(this.place, h('header', {}, h('h3', { tabindex: '-1' }, this.t('live.people', { step: step.name })), close), this.list, this.foot);
    this.place.querySelector('h3').focus();
    await this.load(null);
  }

  async load(cursor) {
    const { step } = this;
    const query = { step: step.id, ...(cursor ? { cursor } : {}) };
    try {
      const { items, next } = await this.api.enrolments(this.settings.key, query);
      if (step !== this.step) {
        return;
      }
      this.list.append(...items.map((it) => this.person(it)));
      const more = next && h('button', { type: 'button', class: 'rl-button', onclick: () => this.load(next) }, this.t('live.more'));
      fill(this.foot, !this.list.children.length && h('p', { class: 'rl-quiet' }, this.t('live.nobody')), more);
    } catch (problem) {
      fill(this.foot, h('p', { class: 'rl-error' }, problem.message));
    }
  }

  person({ contact, enteredAt, since = enteredAt, until, businessKey }) {
    const id = contact?.externalId ?? contact ?? businessKey;
    const date = (value) => new Date(value).toLocaleString(this.settings.language, { dateStyle: 'short', timeStyle: 'short' });
    const when = until ? this.t('live.until', { date: date(until) }) : since && this.t('live.since', { date: date(since) });
    return h('li', {}, h('a', { href: '/contacts/' + encodeURIComponent(id) }, contact?.name || id), when && h('span', { class: 'rl-quiet' }, when));
  }

  close() {
    this.place.hidden = true;
    this.step = null;
  }
}
