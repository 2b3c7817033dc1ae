import { ICONS } from '../vocabulary/icons.js';

const SVG = 'http://www.w3.org/2000/svg';

/** A 24 × 24 line icon as an SVG node that takes the colour of the text around it. */
export function icon(name, size = 20) {
  const svg = document.createElementNS(SVG, 'svg');
  for (const [key, value] of Object.entries({
    viewBox: '0 0 24 24',
    width: size,
    height: size,
    fill: 'none',
    stroke: 'currentColor',
    'stroke-width': 2,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
    'aria-hidden': 'true',
    focusable: 'false',
  })) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICONS[name] || ICONS.step);
  svg.append(path);
  return svg;
}

/** The same icon as a data URL, for the places of bpmn-js that take only an address. */
export function iconUrl(name, colour = '#334155') {
  const svg =
    `<svg xmlns="${SVG}" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="${colour}" ` +
    `stroke-width="2" stroke-linecap="round" stroke-linejoin="round"><path d="${ICONS[name] || ICONS.step}"/></svg>`;
  return 'data:image/svg+xml,' + encodeURIComponent(svg);
}
