import { stepById } from '../vocabulary/steps.js';

const at = (shape, dx, dy) => ({ x: shape.x + shape.width / 2 + dx, y: shape.y + shape.height / 2 + dy });

/**
 * What comes with a step because it would mean nothing without: the two things that a race waits for, the gateway
 * behind a split, the start inside a group.
 */
export const COMPANIONS = {
  race(shape, { steps, modeling, lastSend }) {
    const message = lastSend ? `LinkClicked:${lastSend}` : undefined;
    const event = { ...stepById('wait-event'), message };
    modeling.appendShape(shape, steps.create(event), at(shape, 190, -70), shape.parent);
    modeling.appendShape(shape, steps.create(stepById('wait-duration')), at(shape, 190, 70), shape.parent);
  },
  split(shape, { steps, modeling }) {
    modeling.appendShape(shape, steps.create(stepById('decide-if')), at(shape, 160, 0), shape.parent);
  },
  group(shape, { steps, modeling }) {
    modeling.createShape(steps.create(stepById('start-manual')), at(shape, -shape.width / 2 + 50, 0), shape);
  },
  anytime(shape, { steps, modeling }) {
    modeling.createShape(steps.create(stepById('start-event')), at(shape, -shape.width / 2 + 60, 0), shape);
  },
};
