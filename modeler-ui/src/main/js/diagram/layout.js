import { layoutProcess } from 'bpmn-auto-layout';

const HAS_LAYOUT = /<(\w+:)?BPMNShape\b/;

/** A diagram that says nothing about places gets them here. */
export async function layoutWhenMissing(xml) {
  return HAS_LAYOUT.test(xml) ? { xml, laidOut: false } : { xml: await layoutProcess(xml), laidOut: true };
}
