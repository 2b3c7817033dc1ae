import { getNewShapePosition } from 'bpmn-js/lib/features/auto-place/BpmnAutoPlaceUtil';

const BEHIND_DECISION = 70;
const BEHIND_STEP = 30;

/** Leaves room for the words on a path when a step is placed behind another one. */
export default class Distances {
  constructor(eventBus, elementRegistry) {
    eventBus.on('autoPlace', 2000, ({ source, shape }) => {
      if (shape.type === 'bpmn:TextAnnotation' || source.type === 'bpmn:BoundaryEvent') {
        return undefined;
      }
      const { x, y } = getNewShapePosition(source, shape, elementRegistry);
      return { x: x + (source.type === 'bpmn:ExclusiveGateway' ? BEHIND_DECISION : BEHIND_STEP), y };
    });
  }
}

Distances.$inject = ['eventBus', 'elementRegistry'];
