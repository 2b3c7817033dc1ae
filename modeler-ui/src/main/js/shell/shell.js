import { h } from '../dom/h.js';

/** The studio's frame: a bar on top, palette, canvas with its drawer, inspector. Features fill the parts. */
export function createShell(root, t) {
  const shell = {
    root,
    bar: h('header', { class: 'rls-bar', role: 'toolbar', 'aria-label': t('shell.bar') }),
    palette: h('nav', { class: 'rl-palette', 'aria-label': t('shell.palette') }),
    canvas: h('div', { class: 'rl-canvas' }),
    stage: h('section', { class: 'rl-stage', 'aria-label': t('shell.canvas') }),
    drawer: h('section', { class: 'rl-drawer', 'aria-label': t('shell.drawer') }),
    inspector: h('aside', { class: 'rl-inspector', 'aria-label': t('shell.inspector') }),
    notices: h('div', { class: 'rls-notices', role: 'status', 'aria-live': 'polite' }),
  };
  shell.stage.append(shell.canvas, shell.notices);
  const middle = h('div', { class: 'rl-middle' }, shell.stage, shell.drawer);
  const body = h('div', { class: 'rl-body' }, shell.palette, middle, shell.inspector);
  root.classList.add('rl-studio');
  root.replaceChildren(shell.bar, body);
  fitToWindow(root);
  return shell;
}

/** Fills what the page leaves below its own bar. */
export function fitToWindow(root) {
  const fit = () => {
    const top = root.getBoundingClientRect().top + window.scrollY;
    root.style.height = `max(480px, calc(100dvh - ${Math.round(top)}px))`;
  };
  fit();
  window.addEventListener('resize', fit);
}
