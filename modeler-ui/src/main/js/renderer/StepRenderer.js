import BaseRenderer from 'diagram-js/lib/draw/BaseRenderer';
import { append, attr, classes, create } from 'tiny-svg';
import { groupOf } from '../vocabulary/groups.js';
import { ICONS } from '../vocabulary/icons.js';
import { looksOf } from '../vocabulary/kinds.js';

const RADIUS = 12;
const WIDE = 140;

/** Our own steps are wide: the icon stands left of the text. Those drawn elsewhere may be narrow. */
const BESIDE_THE_TEXT = (width, height) => ({
  badge: { size: 32, x: 12, y: (height - 32) / 2 },
  text: { x: 54, y: 0, box: { width: width - 56, height }, align: 'left-middle', padding: { left: 0, right: 6, top: 4, bottom: 4 }, style: { fontSize: '12px' } },
});
const ON_THE_CORNER = (width, height) => ({
  badge: { size: 24, x: -8, y: -8 },
  text: { x: 0, y: 4, box: { width, height: height - 4 }, align: 'center-middle', padding: 5, style: { fontSize: '11.5px' } },
});

const CLAIMED = /^bpmn:(StartEvent|EndEvent|Intermediate(Catch|Throw)Event|BoundaryEvent|ServiceTask|SendTask|UserTask|ReceiveTask|ExclusiveGateway|ParallelGateway|EventBasedGateway|SubProcess)$/;

/** Draws the steps of the vocabulary in the colour of their group, with their icon. */
export default class StepRenderer extends BaseRenderer {
  constructor(eventBus, bpmnRenderer, textRenderer) {
    super(eventBus, 1500);
    this.bpmnRenderer = bpmnRenderer;
    this.textRenderer = textRenderer;
  }

  canRender(element) {
    return CLAIMED.test(element.type) && !element.labelTarget && !isCollapsed(element) && Boolean(looksOf(element.businessObject));
  }

  drawShape(parent, element) {
    const { group, icon } = looksOf(element.businessObject);
    const colours = groupOf(group);
    classes(parent).add('rl-shape');
    if (element.type === 'bpmn:SubProcess') {
      return this.drawGroup(parent, element, colours, icon);
    }
    if (element.type.endsWith('Gateway')) {
      return this.drawGateway(parent, element, colours, icon);
    }
    return element.type.endsWith('Event')
      ? this.drawEvent(parent, element, colours, icon)
      : this.drawStep(parent, element, colours, icon);
  }

  getShapePath(shape) {
    return this.bpmnRenderer.getShapePath(shape);
  }

  drawStep(parent, element, { ink, tint }, icon) {
    const { width, height } = element;
    const body = add(parent, 'rect', { width, height, rx: RADIUS, fill: tint, stroke: ink, strokeWidth: 1.5 });
    const place = width >= WIDE ? BESIDE_THE_TEXT(width, height) : ON_THE_CORNER(width, height);
    const { size, x, y } = place.badge;
    add(parent, 'rect', { x, y, width: size, height: size, rx: size * 0.28, fill: ink });
    this.drawIcon(parent, icon, x + size / 2, y + size / 2, size * 0.6, '#ffffff');
    this.drawText(parent, element.businessObject.name, place.text);
    return body;
  }

  drawEvent(parent, element, { ink, tint }, icon) {
    const r = element.width / 2;
    const end = element.type === 'bpmn:EndEvent';
    const double = /Intermediate|Boundary/.test(element.type);
    const bo = element.businessObject;
    const dashed = bo.cancelActivity === false || bo.isInterrupting === false;
    const dash = dashed ? '5, 3' : 'none';
    const circle = add(parent, 'circle', { cx: r, cy: r, r, fill: double ? '#ffffff' : tint, stroke: ink, strokeWidth: end ? 4 : 2, strokeDasharray: dash });
    if (double) {
      add(parent, 'circle', { cx: r, cy: r, r: r - 3.5, fill: tint, stroke: ink, strokeWidth: 1.25, strokeDasharray: dash });
    }
    this.drawIcon(parent, icon, r, r, double ? r : r * 1.05, ink);
    return circle;
  }

  drawGateway(parent, element, { ink, tint }, icon) {
    const { width: w, height: h } = element;
    const points = `${w / 2},0 ${w},${h / 2} ${w / 2},${h} 0,${h / 2}`;
    const diamond = add(parent, 'polygon', { points, fill: tint, stroke: ink, strokeWidth: 2, strokeLinejoin: 'round' });
    this.drawIcon(parent, icon, w / 2, h / 2, w * 0.42, ink);
    return diamond;
  }

  drawGroup(parent, element, { ink }, icon) {
    const { width, height } = element;
    const dash = element.businessObject.triggeredByEvent ? '6, 4' : 'none';
    const box = add(parent, 'rect', { width, height, rx: RADIUS, fill: '#ffffff', fillOpacity: 0.92, stroke: ink, strokeWidth: 1.5, strokeDasharray: dash });
    this.drawIcon(parent, icon, 20, 18, 16, ink);
    this.drawText(parent, element.businessObject.name, { x: 34, y: 1, box: { width: width - 44, height: 34 }, align: 'left-middle', padding: 2, style: { fontSize: '12px', fontWeight: '600' } });
    return box;
  }

  drawText(parent, words, { x, y, ...options }) {
    const style = { fill: '#0f172a', fontWeight: '500', ...options.style };
    const text = this.textRenderer.createText(words || '', { ...options, style });
    attr(text, { transform: `translate(${x}, ${y})` });
    append(parent, text);
  }

  drawIcon(parent, icon, x, y, size, stroke) {
    const scale = size / 24;
    add(parent, 'path', {
      d: ICONS[icon],
      fill: 'none',
      stroke,
      strokeWidth: 2,
      strokeLinecap: 'round',
      strokeLinejoin: 'round',
      transform: `translate(${x - size / 2}, ${y - size / 2}) scale(${scale})`,
    });
  }
}

StepRenderer.$inject = ['eventBus', 'bpmnRenderer', 'textRenderer'];

const isCollapsed = (element) => element.type === 'bpmn:SubProcess' && element.di && !element.di.isExpanded;

function add(parent, name, attributes) {
  const node = create(name);
  attr(node, attributes);
  append(parent, node);
  return node;
}
