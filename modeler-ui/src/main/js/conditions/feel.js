/**
 * Conditions as rows of fact, operator and value, and as the FEEL that the engine evaluates. What a row cannot say is
 * left as FEEL and edited as such.
 */
export const OPERATORS = ['=', '!=', '<', '<=', '>', '>=', 'contains', 'starts with', 'known', 'missing'];
export const WITHOUT_VALUE = ['known', 'missing'];

const FACT = /^[A-Za-z_][\w]*(\.[A-Za-z_][\w]*)*$/;
const NUMBER = /^-?\d+(\.\d+)?$/;
const COMPARISON = /^([A-Za-z_][\w.]*)\s*(<=|>=|!=|=|<|>)\s*(.+)$/s;
const FUNCTION = /^(contains|starts with)\(\s*([A-Za-z_][\w.]*)\s*,\s*(".*")\s*\)$/s;

/** FEEL of `{join: 'and'|'or', rows: [{fact, operator, value}]}`; '' when nothing is filled in. */
export function formatCondition({ join, rows }) {
  const filled = rows.filter((row) => FACT.test(row.fact));
  return filled.map(formatRow).join(` ${join} `);
}

function formatRow({ fact, operator, value }) {
  switch (operator) {
    case 'known':
      return `${fact} != null`;
    case 'missing':
      return `${fact} = null`;
    case 'contains':
    case 'starts with':
      return `${operator}(${fact}, ${quote(value)})`;
    default:
      return `${fact} ${operator} ${formatValue(value)}`;
  }
}

/** A number, true, false and a date stay what they are; everything else is text. Quotes make anything text. */
export function formatValue(value) {
  const text = String(value ?? '').trim();
  if (NUMBER.test(text) || text === 'true' || text === 'false') {
    return text;
  }
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    return `date("${text}")`;
  }
  return /^"(?:[^"\\]|\\.)*"$/.test(text) ? text : quote(text);
}

const quote = (text) => '"' + String(text ?? '').replace(/[\\"]/g, '\\$&') + '"';

/** Rows of a FEEL text, or null when it says more than rows can. */
export function parseCondition(feel) {
  const text = (feel || '').trim();
  if (!text) {
    return { join: 'and', rows: [] };
  }
  const ands = splitTopLevel(text, 'and');
  const ors = splitTopLevel(text, 'or');
  if (ands.length > 1 && ors.length > 1) {
    return null;
  }
  const join = ors.length > 1 ? 'or' : 'and';
  const rows = (join === 'or' ? ors : ands).map(parseRow);
  return rows.every(Boolean) ? { join, rows } : null;
}

function parseRow(part) {
  const text = part.trim();
  const call = FUNCTION.exec(text);
  if (call) {
    const value = parseValue(call[3]);
    return value === null ? null : { fact: call[2], operator: call[1], value: unquote(call[3]) };
  }
  const match = COMPARISON.exec(text);
  if (!match || !FACT.test(match[1])) {
    return null;
  }
  const [, fact, operator, literal] = match;
  if (literal.trim() === 'null') {
    return { '=': { fact, operator: 'missing', value: '' }, '!=': { fact, operator: 'known', value: '' } }[operator] || null;
  }
  const value = parseValue(literal.trim());
  return value === null ? null : { fact, operator, value };
}

/** What the value field shows for a literal; null when it is no literal. Text that looks like a number keeps its quotes. */
function parseValue(literal) {
  if (NUMBER.test(literal) || literal === 'true' || literal === 'false') {
    return literal;
  }
  const date = /^date\("(\d{4}-\d{2}-\d{2})"\)$/.exec(literal);
  if (date) {
    return date[1];
  }
  if (!/^"(?:[^"\\]|\\.)*"$/s.test(literal)) {
    return null;
  }
  const text = unquote(literal);
  return formatValue(text) === literal ? text : literal;
}

const unquote = (literal) => literal.slice(1, -1).replace(/\\(.)/g, '$1');

function splitTopLevel(text, word) {
  const parts = [];
  let depth = 0;
  let quoted = false;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c === '\\') {
        i++;
      } else if (c === '"') {
        quoted = false;
      }
    } else if (c === '"') {
      quoted = true;
    } else if (c === '(' || c === '[') {
      depth++;
    } else if (c === ')' || c === ']') {
      depth--;
    } else if (depth === 0 && isWord(text, i, word)) {
      parts.push(text.slice(from, i));
      from = i + word.length;
    }
  }
  parts.push(text.slice(from));
  return parts;
}

const isWord = (text, at, word) =>
  text.startsWith(word, at) && /\s/.test(text[at - 1] || '') && /\s/.test(text[at + word.length] || '');
