import { NOTICE } from '../events.js';
import { fill, h } from '../dom/h.js';

const STAYS = 7000;

/** Short messages over the canvas: `{text, link: {href, label}, tone}`. */
export default class Notices {
  constructor(eventBus, shell, texts) {
    let timer;
    eventBus.on(NOTICE, ({ text, link, tone = 'info' }) => {
      clearTimeout(timer);
      const close = h('button', { type: 'button', class: 'rl-link', onclick: () => fill(shell.notices), 'aria-label': texts('action.close') }, '×');
      const notice = h('div', { class: `rls-notice rls-notice-${tone}` }, h('span', {}, text), link && h('a', { href: link.href, 'data-testid': 'notice-link' }, link.label), close);
      fill(shell.notices, notice);
      if (!link) {
        timer = setTimeout(() => notice.remove(), STAYS);
      }
    });
  }
}

Notices.$inject = ['eventBus', 'shell', 'texts'];
