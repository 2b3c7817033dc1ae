/** Stands where bpmn-js offers every element of BPMN: the journey vocabulary is a closed list. */
export default class NoReplaceMenu {}
