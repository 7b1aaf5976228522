import { Document, isCollection, isMap, isScalar, stringify, type Node, type Pair, type ParsedNode, type YAMLMap } from "yaml";

/** Bytes from one offset to another that are replaced by a text. */
export interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** Whole lines: they begin after a line end, whatever stands before. */
  readonly lines?: boolean;
}

export type MapNode = YAMLMap.Parsed;
export type Entry = Pair<ParsedNode, ParsedNode | null>;

export const isMapNode = (node: unknown): node is MapNode => isMap(node);

/** A key with nothing, or `null`, behind it. */
export const isEmptyNode = (node: Node): boolean => isScalar(node) && node.value === null;

export const pairOf = (map: MapNode, key: string): Entry | undefined => map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);

/** All splices at once. Of several at one offset the last is the outermost map's, so that lines of inner maps come first. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  let edited = "";
  let done = 0;
  for (const { from, to, text: insertion, lines } of splices.toSorted((a, b) => a.from - b.from || a.to - b.to || indentOf(b) - indentOf(a))) {
    edited += text.slice(done, from);
    if (lines && edited !== "" && edited !== "\ufeff" && !edited.endsWith("\n")) edited += endOfLine(text);
    edited += insertion;
    done = to;
  }
  return edited + text.slice(done);
}

const indentOf = ({ text }: Splice): number => text.length - text.trimStart().length;

const insertion = (at: number, text: string, lines = false): Splice => ({ from: at, to: at, text, lines });

/** Writes data in lines from column 0, each ending in a line feed. */
type Write = (value: unknown) => string;

/** A text without data gets its first map. */
export function wholeText(text: string, value: unknown, comment: string | undefined, write?: Write): Splice[] {
  const marker = /^\.\.\.(?:\s|$)/m.exec(text);
  return [insertion(marker ? marker.index : text.length, noteLine(text, comment) + blockText(text, value, write), true)];
}

/**
 * A new pair at the end of a map.
 * @param around maps and pairs that lead to it, outermost first: a comment that finds no room in braces goes above one of them
 */
export function insertPair(text: string, map: MapNode, around: readonly { map: MapNode; pair: Entry }[], pair: unknown, { comment, write, apart }: { comment: string | undefined; write: Write | undefined; apart: boolean | undefined }): Splice[] {
  const note = noteLine(text, comment);
  if (!map.flow) {
    const column = columnOf(text, startOf(map));
    const gap = isSpaced(text, map, apart) ? endOfLine(text) : "";
    return [insertion(lineAfter(text, contentEnd(map), column), gap + indented(text, note + blockText(text, pair, write), column), true)];
  }
  const written = flowText(pair).slice(1, -1).trim();
  const added = map.items.length === 0 ? insertion(map.range[0] + 1, written) : insertion(contentEnd(map, true), `, ${written}`);
  const line = around.filter((step) => !step.map.flow).at(-1)?.pair.key.range[0] ?? map.range[0];
  const start = text.lastIndexOf("\n", line - 1) + 1;
  const indent = text.slice(start, line);
  return note === "" || indent.trim() !== "" ? [added] : [insertion(start, indent + note), added];
}

/** Whether a blank line parts the last pair of a map from the one before: then the next one is parted as well. */
function isSpaced(text: string, map: MapNode, apart = false): boolean {
  const last = map.items.at(-1);
  // A blank line behind a block text would become part of it.
  if (last === undefined || text[contentEnd(map) - 1] === "\n") return false;
  return apart || map.items.length > 1 && /\n[ ]*\r?\n(?:[ ]*#[^\n]*\n)*[ ]*$/.test(text.slice(0, last.key.range[0]));
}

/** A value where a key has none yet. */
export function fillEmpty(text: string, map: MapNode, { key, value: old }: Entry, value: unknown, write?: Write): Splice[] {
  const colon = colonAfter(text, key);
  const written = flowText(value);
  if (colon === undefined) return [insertion(key.range[1], `: ${written}`)];
  const said = old === null || old.range[0] === old.range[1] ? colon : old.range[1];
  if (map.flow || !isFilled(value)) return [{ from: colon, to: said, text: ` ${written}` }];
  return [{ from: colon, to: said, text: "" }, insertion(lineAfter(text, said), childLines(text, map, value, write), true)];
}

/** Another value for a key that has one. */
export function replaceValue(text: string, map: MapNode, pair: Entry, value: unknown): Splice[] {
  const old = pair.value;
  if (old === null || isEmptyNode(old)) return fillEmpty(text, map, pair, value);
  const colon = colonAfter(text, pair.key) ?? pair.key.range[1];
  const block = !map.flow && isFilled(value);
  const until = contentEnd(old);
  const inline = { from: old.range[0], to: until, text: flowText(value) };
  const after = lineAfter(text, until);
  if (isCollection(old) && !old.flow) {
    const first = { from: text.lastIndexOf("\n", old.range[0]) + 1, to: after };
    return block ? [{ ...first, text: childLines(text, map, value) }] : [insertion(colon, ` ${inline.text}`), { ...first, text: "" }];
  }
  if (isScalar(old) && /^BLOCK/.test(String(old.type))) {
    const end = endOfLine(text);
    return [{ from: colon, to: after, text: block ? end + childLines(text, map, value) : ` ${inline.text}${end}` }];
  }
  return block ? [{ from: colon, to: until, text: "" }, insertion(after, childLines(text, map, value), true)] : [inline];
}

/** Offset behind the colon of a key, or undefined when it has none. */
function colonAfter(text: string, key: ParsedNode): number | undefined {
  const found = /\s*:/y;
  found.lastIndex = key.range[1];
  return found.test(text) ? found.lastIndex : undefined;
}

const isFilled = (value: unknown): boolean => typeof value === "object" && value !== null && Object.keys(value).length > 0;

/** Texts never span lines, so that nothing which follows can become part of them; what readers of YAML 1.1 would misread is quoted. */
const STYLE = { lineWidth: 0, compat: "yaml-1.1", blockQuote: false } as const;

/** Block style, ending in a line end. */
const blockText = (text: string, value: unknown, write: Write = (data) => stringify(data, STYLE)): string => write(value).replaceAll("\n", endOfLine(text));

/** Flow style on one line. */
function flowText(value: unknown): string {
  const document = new Document(value, STYLE);
  if (isCollection(document.contents)) document.contents.flow = true;
  return document.toString(STYLE).trimEnd();
}

const childLines = (text: string, map: MapNode, value: unknown, write?: Write): string => indented(text, blockText(text, value, write), columnOf(text, startOf(map)) + stepOf(text, map));

const noteLine = (text: string, comment: string | undefined): string => (comment === undefined ? "" : `# ${comment}${endOfLine(text)}`);

function indented(text: string, lines: string, column: number): string {
  const end = endOfLine(text);
  return lines.split(end).map((line) => (line === "" ? line : " ".repeat(column) + line)).join(end);
}

const endOfLine = (text: string): string => (text.includes("\r\n") ? "\r\n" : "\n");

const startOf = (map: MapNode): number => map.items[0]?.key.range[0] ?? map.range[0];

/** Columns before an offset; a byte order mark is none. */
const columnOf = (text: string, offset: number): number => text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset).replace("\ufeff", "").length;

/** End of what a node says, without comments and blank lines behind it. */
function contentEnd(node: ParsedNode, inside = false): number {
  if (!isCollection(node) || (node.flow && !inside)) return node.range[1];
  const last = node.items.at(-1);
  if (last === undefined) return node.range[1];
  if (!("key" in last)) return contentEnd(last as ParsedNode);
  const { key, value } = last as Entry;
  return Math.max(key.range[1], value === null ? 0 : contentEnd(value));
}

/** Start of the line after an offset and, when a column is given, after comment lines there that belong to a map of that column. */
function lineAfter(text: string, offset: number, column = Infinity): number {
  let at = offset > 0 && text[offset - 1] === "\n" ? offset : nextLine(text, offset);
  for (const comment = / *#/y; at < text.length; at = nextLine(text, at)) {
    comment.lastIndex = at;
    const found = comment.exec(text);
    if (found === null || found[0].length - 1 < column) break;
  }
  return at;
}

function nextLine(text: string, offset: number): number {
  const newline = text.indexOf("\n", offset);
  return newline < 0 ? text.length : newline + 1;
}

/** Columns by which a map inside this one is indented: as the first that is there, otherwise two. */
function stepOf(text: string, map: MapNode): number {
  const inner = map.items.map(({ value }) => value).find((value): value is MapNode => isMapNode(value) && !value.flow);
  return inner ? columnOf(text, startOf(inner)) - columnOf(text, startOf(map)) : 2;
}
