/**
 * Texts of one bundle: `t('key', {name})` fills `{name}`; with a `count` the plural form of the key is taken
 * (`key_one`, `key_other`, and `key_zero` where it exists).
 */
export function translatorOf(bundle, language) {
  const plurals = new Intl.PluralRules(language);
  const find = (key, parameters) => {
    const count = parameters.count;
    const plural = count === undefined ? key : `${key}_${plurals.select(count)}`;
    return (count === 0 ? bundle[`${key}_zero`] : undefined) ?? bundle[plural] ?? bundle[`${key}_other`] ?? bundle[key];
  };
  const t = (key, parameters = {}) => fillIn(find(key, parameters) ?? key, parameters);
  t.has = (key) => bundle[key] !== undefined;
  t.language = language;
  return t;
}

function fillIn(text, parameters) {
  return text.replace(/\{(\w+)}/g, (placeholder, name) => (name in parameters ? String(parameters[name]) : placeholder));
}
