import { libraryShapes } from "./library-shapes.ts";
import { quickShapes } from "./quick-shapes.ts";
import type { DocumentShape, Shape } from "./shape.ts";

/**
 * A YAML text as nested parts that lose no byte: `lead + head + (children or value) + tail` of all parts, one behind the other, is the text.
 * A part is a document, an entry of a block map or an item of a block list; comments and blank lines before it are its `lead`.
 */
export interface Part {
  /** Key of an entry; empty for items and documents. */
  readonly key: string;
  readonly kind: "map" | "list" | "leaf";
  readonly lead: string;
  /** From the key or dash to the value, or to the end of the line when the value begins on the next. */
  readonly head: string;
  /** Text of a leaf: a scalar, or anything in brackets. */
  readonly value: string;
  /** What follows on the last line of a leaf; comments at the end of a document. */
  readonly tail: string;
  readonly children: readonly Part[];
  /** Columns before the first character of `head`, of `children` for a document. */
  readonly column: number;
  readonly data: unknown;
}

/**
 * The parts of a text, or undefined when it has something that parts cannot say: a fault, anchors, tags, explicit keys.
 * @param shapes how the text is read
 */
export function outline(text: string, shapes: (text: string) => readonly DocumentShape[] | undefined = shapesOf): readonly Part[] | undefined {
  const read = shapes(text);
  if (read === undefined) return undefined;
  const documents: Part[] = [];
  let at = 0;
  for (const [index, { root, end }] of read.entries()) {
    const last = index === read.length - 1;
    const to = last ? text.length : lineEnd(text, Math.max(at, end - 1), text.length);
    const part = documentPart(text, root, at, to);
    if (part === undefined) return undefined;
    documents.push(part);
    at = to;
  }
  return documents.map(textOf).join("") === text ? documents : undefined;
}

const shapesOf = (text: string): readonly DocumentShape[] | undefined => quickShapes(text) ?? libraryShapes(text);

/** The bytes of a part. */
export const textOf = (part: Part): string => part.lead + part.head + (part.children.length > 0 ? part.children.map(textOf).join("") : part.value) + part.tail;

function documentPart(text: string, root: Shape | undefined, from: number, to: number): Part | undefined {
  if (root?.range === undefined) return { key: "", kind: "leaf", lead: "", head: "", value: text.slice(from, to), tail: "", children: [], column: 0, data: null };
  const { data, block } = root;
  const start = lineStart(text, root.range[0], from);
  // The marker belongs to the document, comments behind it to the first entry.
  const marker = /^---[^\n]*\n/gm;
  let head = from;
  for (let found = marker.exec(text.slice(from, start)); found; found = marker.exec(text.slice(from, start))) head = from + found.index + found[0].length;
  if (block === undefined) {
    const end = lineEnd(text, root.range[1], to);
    return { key: "", kind: "leaf", lead: "", head: text.slice(from, start), value: text.slice(start, end), tail: text.slice(end, to), children: [], column: 0, data };
  }
  const children = childrenOf({ text, limit: to }, root, head);
  if (children === undefined) return undefined;
  return { key: "", kind: block, lead: "", head: text.slice(from, head), value: "", tail: text.slice(children.end, to), children: children.parts, column: children.parts[0]?.column ?? 0, data };
}

/** What every part of one document is cut from. */
interface Source {
  readonly text: string;
  /** Offset at which the document ends. */
  readonly limit: number;
}

/** Parts of the entries or items, each from the end of the one before; and where the last one ends. */
function childrenOf(source: Source, shape: Shape, from: number): { parts: Part[]; end: number } | undefined {
  const parts: Part[] = [];
  let at = from;
  for (const child of shape.children) {
    const part = child.key === undefined ? itemPart(source, child, at) : entryPart(source, child, child.key, at);
    if (part === undefined) return undefined;
    parts.push(part.part);
    at = part.end;
  }
  return { parts, end: at };
}

function entryPart(source: Source, shape: Shape, key: NonNullable<Shape["key"]>, from: number) {
  const { text } = source;
  const start = Math.max(from, indentStart(text, key.start));
  const colon = text.indexOf(":", key.end);
  if (colon < 0 || text.slice(key.end, colon).trim() !== "" || text[key.start] === "?") return undefined;
  return valuePart(source, key.text, shape, { from, start, column: columnOf(text, key.start), behind: colon + 1 });
}

/** Comments and blank lines, and the dash behind them. */
const TO_DASH = /(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*-/y;

function itemPart(source: Source, shape: Shape, from: number) {
  const { text } = source;
  TO_DASH.lastIndex = from;
  if (!TO_DASH.test(text)) return undefined;
  const behind = TO_DASH.lastIndex;
  return valuePart(source, "", shape, { from, start: Math.max(from, indentStart(text, behind - 1)), column: columnOf(text, behind - 1), behind });
}

interface Position {
  readonly from: number;
  readonly start: number;
  readonly column: number;
  /** Offset behind the colon or dash. */
  readonly behind: number;
}

function valuePart(source: Source, key: string, shape: Shape, { from, start, column, behind }: Position) {
  const { text, limit } = source;
  const { range, block, data } = shape;
  const lead = text.slice(from, start);
  if (range !== undefined && block !== undefined) {
    const sameLine = !text.slice(behind, range[0]).includes("\n");
    const inside = sameLine ? range[0] : lineEnd(text, behind, limit);
    const children = childrenOf(source, shape, inside);
    if (children === undefined) return undefined;
    const part: Part = { key, kind: block, lead, head: text.slice(start, inside), value: "", tail: "", children: children.parts, column, data };
    return { part, end: children.end };
  }
  const [first, last] = range ?? [behind, behind];
  const end = last > 0 && text[last - 1] === "\n" ? last : lineEnd(text, last, limit);
  const part: Part = { key, kind: "leaf", lead, head: text.slice(start, first), value: text.slice(first, last), tail: text.slice(last, end), children: [], column, data };
  return { part, end };
}

/** Start of the line of an offset, not before a limit. */
const lineStart = (text: string, offset: number, limit: number): number => Math.max(limit, text.lastIndexOf("\n", offset - 1) + 1);

/** Start of the indentation before an offset when nothing else stands there, else the offset itself. */
function indentStart(text: string, offset: number): number {
  const line = text.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t]*$/.test(text.slice(line, offset)) ? line : offset;
}

function lineEnd(text: string, offset: number, limit: number): number {
  const newline = text.indexOf("\n", offset);
  return newline < 0 || newline >= limit ? limit : newline + 1;
}

const columnOf = (text: string, offset: number): number => offset - (text.lastIndexOf("\n", offset - 1) + 1);
