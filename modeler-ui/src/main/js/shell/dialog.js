import { h } from '../dom/h.js';

/**
 * Shows a modal dialog and answers with the value of the button pressed; null when it was dismissed.
 * `actions`: [{value, label, primary, testid}]
 */
export function ask({ title, content, actions, testid }) {
  return new Promise((resolve) => {
    const buttons = actions.map((action) =>
      h(
        'button',
        {
          type: 'button',
          class: action.primary ? 'rl-button rl-button-primary' : 'rl-button',
          'data-testid': action.testid,
          onclick: () => dialog.close(action.value),
        },
        action.label,
      ),
    );
    const dialog = h(
      'dialog',
      { class: 'rls-dialog', 'aria-label': title, 'data-testid': testid },
      h('h2', {}, title),
      h('div', { class: 'rls-dialog-content' }, content),
      h('div', { class: 'rls-dialog-actions' }, buttons),
    );
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue || null);
    });
    document.querySelector('.rl-studio').append(dialog);
    dialog.showModal();
  });
}
