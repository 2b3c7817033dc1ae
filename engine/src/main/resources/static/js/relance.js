// The few manners that plain HTML lacks: CSRF for htmx, menus that close, dialogs, the search key, busy forms.

const csrf = () => ({
  name: document.querySelector('meta[name="_csrf_header"]')?.content,
  token: document.querySelector('meta[name="_csrf"]')?.content,
});

document.addEventListener('htmx:configRequest', (event) => {
  const { name, token } = csrf();
  if (name && event.detail.verb !== 'get') {
    event.detail.headers[name] = token;
  }
});

// Menus (<details class="rl-menu">): one open at a time, closed by a click elsewhere and by Escape.
const menus = () => document.querySelectorAll('details.rl-menu[open]');

document.addEventListener('click', (event) => {
  menus().forEach((menu) => menu.contains(event.target) || menu.removeAttribute('open'));
});

// Dialogs: <button data-opens="id"> … <dialog id="id"> with <button data-closes> in it.
document.addEventListener('click', (event) => {
  const opener = event.target.closest('[data-opens]');
  if (opener) {
    event.preventDefault();
    opener.closest('details.rl-menu')?.removeAttribute('open');
    document.getElementById(opener.dataset.opens)?.showModal();
  }
  const closer = event.target.closest('[data-closes]');
  if (closer) {
    closer.closest('dialog')?.close();
  }
  if (event.target instanceof HTMLDialogElement) {
    event.target.close();
  }
});

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    menus().forEach((menu) => {
      menu.removeAttribute('open');
      menu.querySelector('summary')?.focus();
    });
  }
  const typing = event.target.closest?.('input, textarea, select, [contenteditable]');
  if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const field = document.querySelector('[data-shortcut="/"]');
    if (field) {
      event.preventDefault();
      field.focus();
      field.select();
    }
  }
});

// Forms marked data-busy say that something is under way and cannot be sent twice.
document.addEventListener('submit', (event) => {
  const form = event.target.closest('form[data-busy]');
  if (!form || event.defaultPrevented) {
    return;
  }
  const area = form.closest('details, dialog, main') ?? form;
  const word = area.querySelector('[data-busy-text]');
  if (word) {
    word.textContent = word.dataset.busyText;
  }
  form.setAttribute('aria-busy', 'true');
  // After the browser has read the button's value.
  setTimeout(() => area.querySelectorAll('button[type="submit"]').forEach((button) => { button.disabled = true; }));
});

// Coming back with the browser's back button: nothing is busy any more.
addEventListener('pageshow', (event) => {
  if (event.persisted) {
    document.querySelectorAll('form[aria-busy]').forEach((form) => form.removeAttribute('aria-busy'));
    document.querySelectorAll('button[type="submit"]:disabled').forEach((button) => { button.disabled = false; });
  }
});

// Lists filter when a choice is made, not only with a button: <form data-autosubmit>.
document.addEventListener('change', (event) => {
  const form = event.target.closest?.('form[data-autosubmit]');
  if (form && event.target.matches('select, input[type="checkbox"], input[type="radio"]')) {
    form.requestSubmit();
  }
});
