import { h } from '../dom/h.js';

/** Nested lines of the reading; each one shows its step when clicked. */
export function outline(lines, show) {
  return h(
    'ul',
    { class: 'rl-reading', 'data-testid': 'reading' },
    lines.map((line) =>
      h('li', {}, h('button', { type: 'button', class: 'rl-reading-line', onclick: () => show(line.id) }, line.text), line.children.length > 0 && outline(line.children, show)),
    ),
  );
}
