import { isAlias, isCollection, isMap, isScalar, isSeq, parseAllDocuments, visit, type Document, type Pair, type ParsedNode } from "yaml";

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

/** The parts of a text, or undefined when it has something that parts cannot say: a fault, anchors, tags, explicit keys. */
export function outline(text: string): readonly Part[] | undefined {
  const parsed = parseAllDocuments(text, { keepSourceTokens: false, uniqueKeys: true, merge: false, logLevel: "silent" });
  if (!Array.isArray(parsed)) return [];
  const documents: Part[] = [];
  let at = 0;
  for (const [index, document] of parsed.entries()) {
    const last = index === parsed.length - 1;
    const end = last ? text.length : lineEnd(text, Math.max(at, document.range[2] - 1), text.length);
    if (!isPlain(document)) return undefined;
    const part = documentPart(text, document, at, end);
    if (part === undefined) return undefined;
    documents.push(part);
    at = end;
  }
  return documents.map(textOf).join("") === text ? documents : undefined;
}

/** The bytes of a part. */
export const textOf = (part: Part): string => part.lead + part.head + (part.children.length > 0 ? part.children.map(textOf).join("") : part.value) + part.tail;

function isPlain(document: Document.Parsed): boolean {
  let plain = document.errors.length === 0;
  visit(document, {
    Node(_, node) {
      const { tag, anchor } = node as { tag?: string; anchor?: string };
      if (isAlias(node) || anchor !== undefined || (tag !== undefined && !isCollection(node) && !isScalar(node))) plain = false;
    },
    Pair(_, { key }) {
      if (!isScalar(key)) plain = false;
    },
  });
  return plain;
}

function documentPart(text: string, document: Document.Parsed, from: number, to: number): Part | undefined {
  const node = document.contents as ParsedNode | null;
  if (node === null) return { key: "", kind: "leaf", lead: "", head: "", value: text.slice(from, to), tail: "", children: [], column: 0, data: null };
  const source: Source = { text, limit: to, dataOf: (each) => each.toJS(document) };
  const data: unknown = document.toJS();
  const start = lineStart(text, node.range[0], from);
  // The marker belongs to the document, comments behind it to the first entry.
  const marker = /^---[^\n]*\n/gm;
  let head = from;
  for (let found = marker.exec(text.slice(from, start)); found; found = marker.exec(text.slice(from, start))) head = from + found.index + found[0].length;
  if (!isBlock(node)) {
    const end = lineEnd(text, node.range[1], to);
    return { key: "", kind: "leaf", lead: "", head: text.slice(from, start), value: text.slice(start, end), tail: text.slice(end, to), children: [], column: 0, data };
  }
  const children = childrenOf(source, node, head);
  if (children === undefined) return undefined;
  return { key: "", kind: isMap(node) ? "map" : "list", lead: "", head: text.slice(from, head), value: "", tail: text.slice(children.end, to), children: children.parts, column: children.parts[0]?.column ?? 0, data };
}

const isBlock = (node: ParsedNode | null | undefined): node is ParsedNode & { flow?: false } => isCollection(node) && !node.flow && node.items.length > 0;

/** What every part of one document is cut from. */
interface Source {
  readonly text: string;
  /** Offset at which the document ends. */
  readonly limit: number;
  readonly dataOf: (node: ParsedNode) => unknown;
}

/** Parts of the entries or items, each from the end of the one before; and where the last one ends. */
function childrenOf(source: Source, node: ParsedNode, from: number): { parts: Part[]; end: number } | undefined {
  const parts: Part[] = [];
  let at = from;
  for (const item of (node as { items: unknown[] }).items) {
    const part = isMap(node) ? entryPart(source, item as Pair<ParsedNode, ParsedNode | null>, at) : isSeq(node) ? itemPart(source, item as ParsedNode, at) : undefined;
    if (part === undefined) return undefined;
    parts.push(part.part);
    at = part.end;
  }
  return { parts, end: at };
}

function entryPart(source: Source, { key, value }: Pair<ParsedNode, ParsedNode | null>, from: number) {
  const { text } = source;
  const start = Math.max(from, indentStart(text, key.range[0]));
  const colon = text.indexOf(":", key.range[1]);
  if (colon < 0 || text.slice(key.range[1], colon).trim() !== "" || text[key.range[0]] === "?") return undefined;
  return valuePart(source, String((key as { value?: unknown }).value), value, { from, start, column: columnOf(text, key.range[0]), behind: colon + 1 });
}

function itemPart(source: Source, value: ParsedNode, from: number) {
  const { text } = source;
  const dash = /^(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*-/.exec(text.slice(from, value.range[0] + 1));
  if (dash === null) return undefined;
  const behind = from + dash[0].length;
  return valuePart(source, "", value, { from, start: Math.max(from, indentStart(text, behind - 1)), column: columnOf(text, behind - 1), behind });
}

interface Position {
  readonly from: number;
  readonly start: number;
  readonly column: number;
  /** Offset behind the colon or dash. */
  readonly behind: number;
}

function valuePart({ text, limit, dataOf }: Source, key: string, value: ParsedNode | null, { from, start, column, behind }: Position) {
  const lead = text.slice(from, start);
  const data: unknown = value === null ? null : dataOf(value);
  if (isBlock(value)) {
    const sameLine = !text.slice(behind, value.range[0]).includes("\n");
    const inside = sameLine ? value.range[0] : lineEnd(text, behind, limit);
    const children = childrenOf({ text, limit, dataOf }, value, inside);
    if (children === undefined) return undefined;
    const part: Part = { key, kind: isMap(value) ? "map" : "list", lead, head: text.slice(start, inside), value: "", tail: "", children: children.parts, column, data };
    return { part, end: children.end };
  }
  const empty = value === null || value.range[0] === value.range[1];
  const first = empty ? behind : value.range[0];
  const last = empty ? behind : value.range[1];
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
