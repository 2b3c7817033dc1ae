/**
 * Camunda 7 element templates, read and written without their panel: the inspector only needs to know which fields a
 * step has and where each one is kept.
 */
export const isShown = (property) => property.type !== 'Hidden';

function matches(text, pattern) {
  try {
    return new RegExp(pattern).test(text);
  } catch {
    return true;
  }
}

const isInput = (property) => property.binding?.type === 'camunda:inputParameter';
const isProperty = (property) => property.binding?.type === 'property';

/** The name that a field has in the diagram, also its name in the bundles and for tests. */
export const fieldName = (property) => property.binding?.name?.replace(/^\w+:/, '') || property.id;

export function inputParameters(bo) {
  const values = bo.extensionElements?.values || [];
  return values.find((value) => value.$type === 'camunda:InputOutput')?.inputParameters || [];
}

/** The value of a template's field in an element. */
export function readField(bo, property) {
  if (isInput(property)) {
    return inputParameters(bo).find((input) => input.name === property.binding.name)?.value ?? '';
  }
  if (property.binding?.name === 'bpmn:documentation' || property.binding?.name === 'documentation') {
    return (bo.documentation || [])[0]?.text ?? '';
  }
  return isProperty(property) ? (bo.get(property.binding.name) ?? '') : '';
}

/** Whether an input stands in the diagram even when it is empty: one that is neither optional nor bound to be filled. */
export const staysWhenEmpty = (property) => isInput(property) && !property.optional && !property.constraints?.notEmpty;

/** The inputs of a step with one of them changed; an empty one is left out unless it is to stay. */
export function withInput(bo, name, value, stays = false) {
  const others = inputParameters(bo)
    .filter((input) => input.name !== name)
    .map((input) => ({ name: input.name, value: input.value }));
  return value === '' && !stays ? others : [...others, { name, value }];
}

/** What a new element of a template starts with: attributes of the element and inputs. */
export function startingValues(template) {
  const attributes = { 'camunda:modelerTemplate': template.id };
  if (template.version !== undefined) {
    attributes['camunda:modelerTemplateVersion'] = template.version;
  }
  const inputs = [];
  for (const property of template.properties || []) {
    const value = property.value ?? '';
    if (value === '' && !staysWhenEmpty(property)) {
      continue;
    }
    if (isInput(property)) {
      inputs.push({ name: property.binding.name, value: String(value) });
    } else if (isProperty(property) && property.binding.name.startsWith('camunda:')) {
      attributes[property.binding.name] = value;
    }
  }
  return { attributes, inputs };
}

/** What is wrong with the value of a field, as a key of the bundle; null when nothing is. */
export function fieldProblem(property, value) {
  const rules = property.constraints || {};
  const text = String(value ?? '');
  if (rules.notEmpty && !text.trim()) {
    return 'field.problem.required';
  }
  if (text && rules.maxLength && text.length > rules.maxLength) {
    return 'field.problem.long';
  }
  const pattern = typeof rules.pattern === 'string' ? rules.pattern : rules.pattern?.value;
  if (text && pattern && !matches(text, pattern)) {
    return 'field.problem.pattern';
  }
  return null;
}
