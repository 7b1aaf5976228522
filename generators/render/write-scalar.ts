import { isVisible } from "../document/characters.ts";

export type Scalar = string | number | boolean | null;

/**
 * A whole YAML scalar on one line. A string stays plain only where readers of YAML 1.1 and 1.2 agree that it is one;
 * else it is quoted: single quotes where it holds double ones and nothing to escape, double quotes otherwise.
 * Throws for numbers that are not finite.
 */
export function scalar(value: Scalar): string {
  if (typeof value === "string") return isPlain(value) ? value : quoted(value);
  if (typeof value === "number") return number(value);
  return String(value);
}

/** YAML 1.1 wants a dot in a number with an exponent: `1e+21` is a string there. */
function number(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`${value} is not a number that YAML, JSON and Kubernetes share`);
  const text = String(value);
  const exponent = text.indexOf("e");
  return exponent < 0 || text.includes(".") ? text : `${text.slice(0, exponent)}.0${text.slice(exponent)}`;
}

const NEVER = 0;
const INSIDE = 1;
const FIRST = 2;
/** Characters of numbers, dates and times in either version, exponents without digits before them included; a text with any other is none of them. */
const NUMERIC = 4;

const classes = new Uint8Array(128);
for (let code = 0x20; code < 0x7f; code += 1) classes[code] = INSIDE;
for (const character of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_/.$(") classes[character.charCodeAt(0)]! |= FIRST;
for (const character of "0123456789_.:+-eETtZz ") classes[character.charCodeAt(0)]! |= NUMERIC;

const DASH = 0x2d;
const DOT = 0x2e;
const COLON = 0x3a;
const HASH = 0x23;
const SPACE = 0x20;

/** Words that some reader takes for a boolean, for nothing or for a number; compared in lower case. */
const reserved = new Set(["y", "n", "yes", "no", "on", "off", "true", "false", "null", ".inf", ".nan"]);
const LONGEST_RESERVED = 5;

function isPlain(text: string): boolean {
  const first = text.charCodeAt(0);
  const last = text.charCodeAt(text.length - 1);
  if (text === "" || last === SPACE || last === COLON || !startsPlain(text, first)) return false;
  let numeric = NUMERIC;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit >= 0x80) {
      const point = text.codePointAt(i) ?? 0;
      if (!isVisible(point)) return false;
      if (point > 0xffff) i += 1;
      numeric = NEVER;
      continue;
    }
    const kind = classes[unit] ?? NEVER;
    if (kind === NEVER) return false;
    if (unit === COLON && text.charCodeAt(i + 1) === SPACE) return false;
    if (unit === HASH && text.charCodeAt(i - 1) === SPACE) return false;
    numeric &= kind;
  }
  if (numeric !== NEVER) return false;
  return !(text.length <= LONGEST_RESERVED && reserved.has(text.toLowerCase()));
}

function startsPlain(text: string, first: number): boolean {
  if (first >= 0x80) return true;
  const second = text.charCodeAt(1);
  // Flags of commands start with one or two dashes; three are the start of a document.
  if (first === DASH) return (second === DASH ? isLetter(text.charCodeAt(2)) : isLetter(second)) && !numberPrefix(text, 1);
  if (first === DOT && second === DOT && text.charCodeAt(2) === DOT) return false;
  return ((classes[first] ?? NEVER) & FIRST) !== 0 && !numberPrefix(text, 0);
}

/** `0x…`, `0o…` and `0b…` are numbers, each in another version. */
function numberPrefix(text: string, at: number): boolean {
  return text.charCodeAt(at) === 0x30 && "xXoObB".includes(text.charAt(at + 1) || " ");
}

const isLetter = (unit: number): boolean => (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a);

function quoted(text: string): string {
  if (text.includes('"') && isAllVisible(text)) return `'${text.replaceAll("'", "''")}'`;
  let out = '"';
  for (const character of text) out += escaped(character);
  return `${out}"`;
}

function isAllVisible(text: string): boolean {
  for (const character of text) if (!isVisible(character.codePointAt(0) ?? 0)) return false;
  return true;
}

const short: Readonly<Record<string, string>> = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r" };

function escaped(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  const known = short[character];
  if (known !== undefined) return known;
  if (isVisible(point)) return character;
  if (point <= 0xff) return `\\x${hex(point, 2)}`;
  return point <= 0xffff ? `\\u${hex(point, 4)}` : `\\U${hex(point, 8)}`;
}

const hex = (point: number, digits: number): string => point.toString(16).padStart(digits, "0");
