/** The names of the tracked links in a Markdown text: `[text](https://… "name")`. */
export function linkNames(markdown) {
  const names = [...(markdown || '').matchAll(/\]\([^)\s]+\s+"([^"]+)"\s*\)/g)].map((match) => match[1]);
  return [...new Set(names)];
}
