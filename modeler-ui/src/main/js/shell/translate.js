/** bpmn-js asks for its own few texts by their English wording. */
export default (t) => ({
  translate: [
    'value',
    (template, replacements = {}) => {
      const text = t.has('bpmn.' + template) ? t('bpmn.' + template) : template;
      return text.replace(/{([^}]+)}/g, (_, key) => replacements[key] ?? '{' + key + '}');
    },
  ],
});
