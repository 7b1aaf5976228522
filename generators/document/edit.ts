import { isDeepStrictEqual } from "node:util";
import { parseDocument, type Document } from "yaml";
import { quickParse } from "./quick.ts";
import { applySplices, fillEmpty, insertPair, isEmptyNode, isMapNode, pairOf, replaceValue, wholeText, type Entry, type MapNode, type Splice } from "./splice.ts";

/** Keys from the root. Edits reach through maps only. */
type Keys = readonly string[];

export interface Insertion {
  readonly path: Keys;
  readonly value: unknown;
  /** One line, without `#`, above the new key, or above the line that holds it when that is inside braces. */
  readonly comment?: string;
  /** Writes what is new in lines: data from the given path on, from column 0, ending in a line feed. Plain block style when absent. */
  readonly write?: (data: Readonly<Record<string, unknown>>, path: Keys) => string;
  /** A blank line before the new lines, whether or not those before it have one. */
  readonly apart?: boolean;
}

/**
 * Puts values where nothing is yet, making the maps on the way. Every byte of the text stays; where something is already, nothing is done.
 * In a block map the new lines follow the map's last one, in a flow map the new key follows its last.
 * @param text one YAML document without faults
 * @param insertions none may lie in a map that another one makes
 * @throws RangeError when a path leads through something that is no map, or the text cannot be edited without changing other data (aliases)
 */
export function insertAllIn(text: string, insertions: readonly Insertion[]): string {
  if (insertions.length === 0) return text;
  const document = read(text);
  const missing = insertions.flatMap((insertion) => {
    const found = deepest(document, insertion.path);
    return found.depth === insertion.path.length ? [] : [{ insertion, found }];
  });
  const splices = missing.flatMap(({ insertion, found }) => splicesFor(text, insertion, found));
  return proven(document, missing.map(({ insertion }) => insertion), applySplices(text, splices));
}

/** One insertion: see `insertAllIn`. */
export function insertIn(text: string, path: Keys, value: unknown, comment?: string): string {
  return insertAllIn(text, [{ path, value, ...(comment !== undefined && { comment }) }]);
}

/**
 * Replaces the value at a path, or inserts it as `insertIn` does. Bytes outside the value stay; a value that is there already is left as it is written.
 * @throws RangeError as `insertAllIn` does
 */
export function setIn(text: string, path: Keys, value: unknown, comment?: string): string {
  const document = read(text);
  const { map, pair, depth } = deepest(document, path);
  if (depth < path.length || map === undefined || pair === undefined) return path.length === 0 ? text : insertIn(text, path, value, comment);
  if (isDeepStrictEqual(withValue(dataOf(document), path, value), dataOf(document))) return text;
  return proven(document, [{ path, value }], applySplices(text, replaceValue(text, map, pair, value)));
}

function read(text: string): Document.Parsed {
  const document = parseDocument(text, { uniqueKeys: true, merge: false });
  if (document.errors.length > 0) throw new RangeError(`A text with faults cannot be edited: ${document.errors[0]?.message ?? ""}`);
  return document;
}

/** The same bound on aliases as when reading. */
const dataOf = (document: Document.Parsed): unknown => document.toJS({ maxAliasCount: 100 });

interface Deepest {
  /** The innermost map along the path; undefined when the text says nothing. */
  readonly map: MapNode | undefined;
  /** The pair in it that the path goes on with, when there is one. */
  readonly pair?: Entry;
  /** Maps around it, as far as the path leads through them. */
  readonly around: readonly { readonly map: MapNode; readonly pair: Entry }[];
  /** Steps that lead to something that is there. */
  readonly depth: number;
}

function deepest(document: Document.Parsed, path: Keys): Deepest {
  const around: { map: MapNode; pair: Entry }[] = [];
  let node = document.contents;
  if (node === null || isEmptyNode(node)) return { map: undefined, around, depth: 0 };
  for (const [depth, step] of path.entries()) {
    if (!isMapNode(node)) throw new RangeError(`\`${path.slice(0, depth).join(".")}\` is no map.`);
    const pair = pairOf(node, step);
    if (pair === undefined) return { map: node, around, depth };
    if (depth === path.length - 1) return { map: node, pair, around, depth: path.length };
    if (pair.value === null || isEmptyNode(pair.value)) return { map: node, pair, around, depth };
    around.push({ map: node, pair });
    node = pair.value;
  }
  return { map: undefined, around, depth: 0 };
}

function splicesFor(text: string, { path, value, comment, write, apart }: Insertion, { map, pair, around, depth }: Deepest): Splice[] {
  const wrapped = (from: number): unknown => path.slice(from).reduceRight<unknown>((inner, step) => ({ [step]: inner }), value);
  const lines = (from: number) => write && ((data: unknown) => write(data as Readonly<Record<string, unknown>>, path.slice(0, from)));
  if (map === undefined) return wholeText(text, wrapped(0), comment, lines(0));
  return pair ? fillEmpty(text, map, pair, wrapped(depth + 1), lines(depth + 1)) : insertPair(text, map, around, wrapped(depth), { comment, write: lines(depth), apart });
}

/** The edited text, once it is sure that it says what was asked for and nothing else. */
function proven(before: Document.Parsed, changes: readonly Insertion[], after: string): string {
  const wanted = changes.reduce<unknown>((data, { path, value }) => withValue(data, path, structuredClone(value)), dataOf(before) ?? {});
  if (!isDeepStrictEqual(dataIn(after), wanted)) {
    throw new RangeError(`${changes.map(({ path }) => `\`${path.join(".")}\``).join(", ")} cannot be set here without changing something else.`);
  }
  return after;
}

/** What a text says, an empty map where that is nothing; undefined for one with faults. */
function dataIn(text: string): unknown {
  const quick = quickParse(text);
  if (quick !== undefined) return quick.data.length === 1 ? quick.data[0] : quick.data.length === 0 ? {} : undefined;
  const document = parseDocument(text, { uniqueKeys: true, merge: false });
  return document.errors.length > 0 ? undefined : (dataOf(document) ?? {});
}

function withValue(data: unknown, path: Keys, value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  const entries = new Map(typeof data === "object" && data !== null ? Object.entries(data) : []);
  return Object.fromEntries(entries.set(step, withValue(entries.get(step), rest, value)));
}
