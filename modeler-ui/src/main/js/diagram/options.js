import camunda from 'camunda-bpmn-moddle/resources/camunda.json';

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

/** How every diagram of Relance is read and looks, in studio, live view and pictures. */
export const DIAGRAM_OPTIONS = {
  moddleExtensions: { camunda },
  bpmnRenderer: { defaultFillColor: '#ffffff', defaultStrokeColor: '#475569', defaultLabelColor: '#0f172a' },
  textRenderer: { defaultStyle: { fontFamily: FONT, fontSize: 12 }, externalStyle: { fontSize: 12, lineHeight: 1.25 } },
};
