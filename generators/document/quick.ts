import { foldPlain, foldQuoted, type Folded } from "./quick-fold.ts";
import { flow } from "./quick-flow.ts";
import { content, DASH, END, HASH, NOT_PLAIN, SPACE, type Mark, type Reader } from "./quick-reader.ts";
import { literal, typed, unescape } from "./quick-scalar.ts";
import { BOOLEAN_1_1 } from "./yaml-1.1.ts";

/**
 * A reader of the plain part of YAML that configuration is mostly written in: block maps and lists, scalars, literal blocks, comments,
 * `{}` and `[]` on one line. It takes a tenth of the time of the library. Whatever is not of that part, or is wrong in any way, it
 * leaves to the library: that both give the same for every text it takes is a property test.
 */

/** What a text says, without places. */
export interface Reading {
  /** Data of each document; empty ones are left out. */
  readonly data: readonly unknown[];
  /** False when it is sure that readers of YAML 1.1 take every value and every key for the same. */
  readonly ambiguous: boolean;
}

/**
 * Reads a text; undefined for one that is not of the plain part.
 * @param marks filled with where everything stands, from the outside to the inside: asked for only when somebody wants a place
 */
export function quickParse(text: string, marks?: Mark[]): Reading | undefined {
  if (UNUSUAL.test(text)) return undefined;
  const reader: Reader = { lines: text.split("\n"), at: 0, indent: -1, ambiguous: false, marks };
  const documents: unknown[] = [];
  try {
    for (let explicit = false; reader.at < reader.lines.length || explicit; explicit = reader.at <= reader.lines.length) {
      // A document that begins with a line of its own and holds nothing is the value null.
      if (content(reader) >= 0) {
        const mark = reader.marks && marked(reader.marks, { step: undefined, depth: 0, value: [reader.at, reader.indent] });
        documents.push(block(reader, 0, 0));
        if (mark !== undefined) mark.until = reader.at;
      }
      else if (explicit) throw NOT_PLAIN;
      if (reader.indent > END) throw NOT_PLAIN;
      // Past the line that divides documents.
      reader.at += 1;
    }
    return { data: documents, ambiguous: reader.ambiguous };
  } catch (thrown) {
    if (thrown === NOT_PLAIN) return undefined;
    throw thrown;
  }
}

/** Characters with a meaning of their own for some reader, tabs among them, and what no pattern below should have to think of. */
const UNUSUAL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]/u;
const MAX_LEVELS = 40;
const isItem = (line: string, at: number): boolean => line.charCodeAt(at) === DASH && (line.length === at + 1 || line.charCodeAt(at + 1) === SPACE);

/** A map or list whose first line is at hand and is indented by `least` at least. */
function block(reader: Reader, least: number, level: number): unknown {
  const { indent } = reader;
  if (indent < least || level > MAX_LEVELS) throw NOT_PLAIN;
  return isItem(reader.lines[reader.at] as string, indent) ? list(reader, indent, level) : map(reader, indent, level);
}

function list(reader: Reader, indent: number, level: number): unknown[] {
  const items: unknown[] = [];
  while (reader.indent === indent && isItem(reader.lines[reader.at] as string, indent)) {
    const line = reader.lines[reader.at] as string;
    let start = indent + 1;
    while (line.charCodeAt(start) === SPACE) start += 1;
    const mark = reader.marks && marked(reader.marks, { step: items.length, depth: level + 1, value: [reader.at, start] });
    if (start === line.length || line.charCodeAt(start) === HASH) {
      reader.at += 1;
      if (mark !== undefined) mark.value = content(reader) > indent ? [reader.at, reader.indent] : undefined;
      items.push(content(reader) > indent ? block(reader, indent + 1, level + 1) : null);
    } else if (isItem(line, start) || isKey(line, start)) {
      // What follows the dash reads like a line of its own, indented as far.
      reader.lines[reader.at] = " ".repeat(start) + line.slice(start);
      reader.indent = start;
      items.push(block(reader, start, level + 1));
    } else items.push(scalar(reader, line, start, indent, level + 1));
  }
  // What is indented less belongs to somebody above; deeper, or beside the list, it is no item.
  if (reader.indent > indent) throw NOT_PLAIN;
  return items;
}

function marked(marks: Mark[], mark: Mark): Mark {
  marks.push(mark);
  return mark;
}

const KEY = /(?:([A-Za-z_][\w./$-]*|\.[A-Za-z][\w./-]+)|"([^"\\]*)"|'([^']*)'):(?: +|$)/y;
/** Names that are another type without quotes. */
const TYPED = /^(?:true|false|null|\.inf|\.nan)$/i;

function isKey(line: string, start: number): boolean {
  KEY.lastIndex = start;
  return KEY.test(line);
}

function map(reader: Reader, indent: number, level: number): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  while (reader.indent === indent) {
    const line = reader.lines[reader.at] as string;
    KEY.lastIndex = indent;
    const found = KEY.exec(line);
    if (found === null) throw NOT_PLAIN;
    const plain = found[1];
    const key = plain ?? found[2] ?? (found[3] as string);
    keyed(reader, key, plain !== undefined);
    if (Object.hasOwn(fields, key)) throw NOT_PLAIN;
    const start = KEY.lastIndex;
    reader.marks?.push({ step: key, depth: level + 1, key: [reader.at, indent], value: [reader.at, start] });
    fields[key] = value(reader, line, start, indent, level);
  }
  if (reader.indent > indent) throw NOT_PLAIN;
  return fields;
}

function keyed(reader: Reader, key: string, isPlain: boolean): void {
  if (isPlain && key.length <= 3 && BOOLEAN_1_1.test(key)) reader.ambiguous = true;
  // Objects put whole numbers first, whatever their order.
  if ((isPlain && TYPED.test(key)) || key === "__proto__" || /^\d+$/.test(key)) throw NOT_PLAIN;
}

function value(reader: Reader, line: string, start: number, indent: number, level: number): unknown {
  if (start < line.length && line.charCodeAt(start) !== HASH) return scalar(reader, line, start, indent, level + 1);
  const mark = reader.marks?.at(-1);
  reader.at += 1;
  const next = content(reader);
  if (mark !== undefined) mark.value = next >= indent && (next > indent || isItem(reader.lines[reader.at] as string, next)) ? [reader.at, next] : undefined;
  if (next > indent) return block(reader, indent + 1, level + 1);
  // A list may stand below its key without indentation.
  return next === indent && isItem(reader.lines[reader.at] as string, next) ? listOf(reader, next, level + 1) : null;
}

/** A list beside the keys of its map: the map goes on behind it. */
function listOf(reader: Reader, indent: number, level: number): unknown[] {
  if (level > MAX_LEVELS) throw NOT_PLAIN;
  return list(reader, indent, level);
}

/** Behind a value that has an end of its own. */
const REST = / *(?: #.*)?$/y;
const LITERAL = /\|([-+]?) *(?: #.*)?$/y;
/** First characters that begin something else than a plain scalar. */
const INDICATOR = /[&*!>%@`?:,\]}#=<]/;

/** The value that begins at `start` of the line at hand, then on to the next line with content. `parent` is the indentation around it, `depth` the number of steps to it. */
function scalar(reader: Reader, line: string, start: number, parent: number, depth: number): unknown {
  const first = line[start] as string;
  const mark = reader.marks?.at(-1);
  if (first === "|") return literal(reader, matched(LITERAL, line, start)[1] as string, parent, mark);
  let result: unknown;
  if (first === '"' || first === "'") {
    const text = went(reader, foldQuoted(reader.lines, reader.at, start, parent), mark);
    result = first === '"' ? unescape(text) : text.replaceAll("''", "'");
    if (content(reader) > parent) throw NOT_PLAIN;
    return result;
  }
  reader.at += 1;
  if (first === "[" || first === "{") result = brackets(reader, line, start, depth, mark);
  else if (INDICATOR.test(first) || (first === "-" && (line[start + 1] === undefined || line[start + 1] === " " || line.startsWith("---", start)))) throw NOT_PLAIN;
  else result = plain(reader, line, start, parent, mark);
  // A deeper line would be a part of this value.
  if (content(reader) > parent) throw NOT_PLAIN;
  return result;
}

/** A map or list in brackets on the line before the one at hand. */
function brackets(reader: Reader, line: string, start: number, depth: number, mark: Mark | undefined): unknown {
  const found = flow({ typed: (text) => typed(reader, text), unescape, key: (name, isPlain) => keyed(reader, name, isPlain), marks: reader.marks, row: reader.at - 1 }, line, start, depth);
  if (found === undefined) throw NOT_PLAIN;
  matched(REST, line, found.end);
  if (mark !== undefined) mark.end = [reader.at - 1, found.end];
  return found.value;
}

/** Goes behind what was folded. */
function went(reader: Reader, folded: Folded | undefined, mark: Mark | undefined): string {
  if (folded === undefined) throw NOT_PLAIN;
  if (mark !== undefined) mark.end = [folded.next - 1, folded.end];
  reader.at = folded.next;
  return folded.text;
}

function matched(pattern: RegExp, line: string, start: number): RegExpExecArray {
  pattern.lastIndex = start;
  const found = pattern.exec(line);
  if (found === null) throw NOT_PLAIN;
  return found;
}

function plain(reader: Reader, line: string, start: number, parent: number, mark: Mark | undefined): unknown {
  const comment = line.indexOf(" #", start);
  let end = comment < 0 ? line.length : comment;
  while (line.charCodeAt(end - 1) === SPACE) end -= 1;
  const text = line.slice(start, end);
  if (text.includes(": ") || text.endsWith(":")) throw NOT_PLAIN;
  if (mark !== undefined) mark.end = [reader.at - 1, end];
  // Nothing goes on behind a comment.
  return typed(reader, comment < 0 ? went(reader, foldPlain(reader.lines, text, reader.at, parent, end), mark) : text);
}
