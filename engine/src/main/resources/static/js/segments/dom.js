// Small things made by hand; texts become text nodes, never markup.

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, String(value));
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('class', 'rl-icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `/img/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

/** A choice; options are [value, text] or {group, options}. */
export function choice(label, options, value, changed, more = {}) {
  const one = ([key, text]) => h('option', { value: key, selected: key === (value ?? '') }, text);
  return h(
    'select',
    { class: 'form-select form-select-sm', 'aria-label': label, onchange: (event) => changed(event.target.value), ...more },
    ...options.map((option) =>
      Array.isArray(option) ? one(option) : h('optgroup', { label: option.group }, ...option.options.map(one))),
  );
}

export function field(label, type, value, changed, more = {}) {
  const input = h('input', {
    class: 'form-control form-control-sm', type, 'aria-label': label, placeholder: label, autocomplete: 'off',
    oninput: (event) => changed(event.target.value), ...more,
  });
  input.value = value ?? '';
  return input;
}
