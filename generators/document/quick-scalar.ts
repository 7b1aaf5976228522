import { content, DASH, NOT_PLAIN, SPACE, type Mark, type Reader } from "./quick-reader.ts";
import { BOOLEAN_1_1, NUMBER_1_1, OTHER_1_1 } from "./yaml-1.1.ts";

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/** What a text in double quotes means. */
export const unescape = (text: string): string => (text.includes("\\") ? text.replace(/\\(.)/g, (_, escaped: string) => ESCAPES[escaped] ?? escaped) : text);

const INTEGER = /^[-+]?[0-9]+$/;
const FLOAT = /^[-+]?[0-9]+\.[0-9]+$/;
/** Long, octal and hexadecimal numbers, exponents, open fractions, infinities. */
const RARE = /^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(?:\.[0-9]+|[0-9]+\.?[0-9]*)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|nan))$/i;

/** What a plain scalar means in the core schema. Numbers of rare forms are left to the library. */
export function typed(reader: Reader, text: string): unknown {
  switch (text) {
    case "true":
    case "True":
    case "TRUE":
      return true;
    case "false":
    case "False":
    case "FALSE":
      return false;
    case "~":
    case "null":
    case "Null":
    case "NULL":
      return null;
    default: {
      const first = text.charCodeAt(0);
      const mayBeNumber = (first >= 0x30 && first <= 0x39) || first === 0x2b || first === DASH || first === 0x2e;
      if (mayBeNumber ? NUMBER_1_1.test(text) || OTHER_1_1.test(text) : text.length <= 3 && BOOLEAN_1_1.test(text)) reader.ambiguous = true;
      if (!mayBeNumber) return text;
      if (INTEGER.test(text) && text.length < 16) return Number(text);
      if (FLOAT.test(text)) return Number(text);
      if (RARE.test(text)) throw NOT_PLAIN;
      return text;
    }
  }
}

/** A literal block: its lines as they stand, without the indentation of the first. */
export function literal(reader: Reader, chomping: string, parent: number, mark: Mark | undefined): string {
  const { lines } = reader;
  const from = (reader.at += 1);
  let first = from;
  while (first < lines.length && isBlank(lines[first] as string)) first += 1;
  const start = lines[first];
  let indent = 0;
  while (start !== undefined && start.charCodeAt(indent) === SPACE) indent += 1;
  // Without content its end is a matter of how the last line breaks.
  if (start === undefined || indent <= parent) throw NOT_PLAIN;
  const kept: string[] = [];
  let last = 0;
  let at = from;
  for (; at < lines.length; at += 1) {
    const line = lines[at] as string;
    if (isBlank(line)) {
      if (at < first && line.length > indent) throw NOT_PLAIN;
      kept.push(line.slice(indent));
      if (line.length > indent) last = kept.length;
      continue;
    }
    if (!line.startsWith(" ".repeat(indent))) break;
    kept.push(line.slice(indent));
    last = kept.length;
  }
  if (chomping === "+") throw NOT_PLAIN;
  reader.at = at;
  if (content(reader) > parent) throw NOT_PLAIN;
  if (mark !== undefined) mark.end = [from + last, 0];
  const body = kept.slice(0, last).join("\n");
  return chomping === "-" || body === "" ? body : `${body}\n`;
}

function isBlank(line: string): boolean {
  for (let at = 0; at < line.length; at += 1) if (line.charCodeAt(at) !== SPACE) return false;
  return true;
}
