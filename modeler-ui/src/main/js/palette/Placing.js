import { canAppendTo } from '../append/offers.js';

const APART = 46;

/** Puts a step where it makes sense without a mouse: behind the selected one, else in a free place in view. */
export default class Placing {
  constructor(selection, autoPlace, modeling, canvas, steps) {
    Object.assign(this, { selection, autoPlace, modeling, canvas, steps });
  }

  place(step) {
    const [selected] = this.selection.get();
    const behind = selected && !step.first && step.type !== 'bpmn:TextAnnotation' && canAppendTo(selected);
    if (behind) {
      return this.append(selected, step);
    }
    const shape = this.steps.create(step);
    return this.selected(this.modeling.createShape(shape, this.freePlace(shape), this.canvas.getRootElement()));
  }

  append(source, step) {
    const shape = this.steps.create(step);
    shape.relanceSource = source;
    return this.selected(this.autoPlace.append(source, shape));
  }

  attach(host, step) {
    const onBorder = { x: host.x + host.width - 30 - APART * host.attachers.length, y: host.y + host.height };
    return this.selected(this.modeling.createShape(this.steps.create(step), onBorder, host, { attach: true }));
  }

  selected(shape) {
    this.selection.select(shape);
    this.canvas.scrollToElement(shape, 80);
    return shape;
  }

  freePlace({ height }) {
    const view = this.canvas.viewbox();
    const shapes = this.canvas.getRootElement().children.filter((it) => !it.waypoints && !it.labelTarget);
    const bottom = Math.max(view.y + view.height * 0.3, ...shapes.map((it) => it.y + it.height + APART)) + height / 2;
    return shapes.length
      ? { x: view.x + view.width * 0.3, y: bottom }
      : { x: view.x + view.width * 0.25, y: view.y + view.height * 0.4 };
  }
}

Placing.$inject = ['selection', 'autoPlace', 'modeling', 'canvas', 'steps'];
