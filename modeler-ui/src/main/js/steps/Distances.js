import { getNewShapePosition } from 'bpmn-js/lib/features/auto-place/BpmnAutoPlaceUtil';

const BEHIND_DECISION = 110;
const BEHIND_STEP = 64;
const GRID = 10;
const ABOVE_GRID_SNAPPING = 3000;

/** Leaves room for the words on a path when a step is placed behind another one. */
export default class Distances {
  constructor(eventBus, elementRegistry) {
    eventBus.on('autoPlace', ABOVE_GRID_SNAPPING, ({ source, shape }) => {
      if (shape.type === 'bpmn:TextAnnotation' || source.type === 'bpmn:BoundaryEvent') {
        return undefined;
      }
      const { y } = getNewShapePosition(source, shape, elementRegistry);
      const room = source.type === 'bpmn:ExclusiveGateway' ? BEHIND_DECISION : BEHIND_STEP;
      return { x: snap(source.x + source.width + room + shape.width / 2), y };
    });
  }
}

Distances.$inject = ['eventBus', 'elementRegistry'];

const snap = (value) => Math.round(value / GRID) * GRID;
