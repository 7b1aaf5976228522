import { isDeepStrictEqual } from "node:util";
import { isMap, isScalar, parseDocument, type Document, type Pair, type ParsedNode, type YAMLMap } from "yaml";

type Entry = Pair<ParsedNode, ParsedNode | null>;

/**
 * Gives a key another name where it stands; its value, its comments and every other byte stay. Where there is no such key nothing is done.
 * @param path keys of maps from the root
 * @throws RangeError when the new name is taken, or the text cannot be edited without changing other data
 */
export function renameKeyIn(text: string, path: readonly string[], name: string): string {
  const document = read(text);
  const found = find(document, path);
  if (found === undefined) return text;
  const [from, to] = found.pair.key.range;
  const written = !/^(?:[yn]|yes|no|on|off|true|false|null)$/i.test(name) && /^[A-Za-z][A-Za-z0-9_-]*$/.test(name) ? name : JSON.stringify(name);
  return proven(document, text.slice(0, from) + written + text.slice(to), (data) => inMap(data, path, (map, key) => {
    if (Object.hasOwn(map, name)) throw new RangeError(`\`${name}\` is there already.`);
    return Object.fromEntries(Object.entries(map).map(([each, value]) => [each === key ? name : each, value]));
  }));
}

/**
 * Takes a key and its value out, with the comment behind it on its line; comments on lines of their own stay.
 * The last key of a map is not taken out: an empty map is another value than none.
 * @throws RangeError when it is in braces, is the last of its map, or the text cannot be edited without changing other data
 */
export function removeKeyIn(text: string, path: readonly string[]): string {
  const document = read(text);
  const found = find(document, path);
  if (found === undefined) return text;
  const { map, pair } = found;
  if (map.flow === true || map.items.length < 2) throw new RangeError(`\`${path.join(".")}\` cannot be taken out here.`);
  const start = text.lastIndexOf("\n", pair.key.range[0] - 1) + 1;
  const last = contentEnd(pair);
  const newline = last > 0 && text[last - 1] === "\n" ? last - 1 : text.indexOf("\n", last);
  return proven(document, text.slice(0, start) + (newline < 0 ? "" : text.slice(newline + 1)), (data) => inMap(data, path, (each, key) => Object.fromEntries(Object.entries(each).filter(([name]) => name !== key))));
}

function contentEnd({ key, value }: Entry): number {
  if (value === null) return key.range[1];
  if (!isMap(value) || value.flow === true) return value.range[1];
  const last = value.items.at(-1) as Entry | undefined;
  return last === undefined ? value.range[1] : contentEnd(last);
}

function find(document: Document.Parsed, path: readonly string[]): { readonly map: YAMLMap.Parsed; readonly pair: Entry } | undefined {
  let node: ParsedNode | null = document.contents;
  for (const [depth, step] of path.entries()) {
    if (!isMap(node)) return undefined;
    const pair = (node.items as Entry[]).find(({ key }) => isScalar(key) && String(key.value) === step);
    if (pair === undefined) return undefined;
    if (depth === path.length - 1) return { map: node as YAMLMap.Parsed, pair };
    node = pair.value;
  }
  return undefined;
}

function read(text: string): Document.Parsed {
  const document = parseDocument(text, { uniqueKeys: true, merge: false });
  if (document.errors.length > 0) throw new RangeError(`A text with faults cannot be edited: ${document.errors[0]?.message ?? ""}`);
  return document;
}

type Data = Readonly<Record<string, unknown>>;

/** The same data with another map at the place of a key. */
function inMap(data: unknown, [step, ...rest]: readonly string[], change: (map: Data, key: string) => Data): unknown {
  const map = data as Data;
  if (step === undefined) return data;
  return rest.length === 0 ? change(map, step) : Object.fromEntries(Object.entries(map).map(([key, value]) => [key, key === step ? inMap(value, rest, change) : value]));
}

function proven(before: Document.Parsed, after: string, change: (data: unknown) => unknown): string {
  const document = parseDocument(after, { uniqueKeys: true, merge: false });
  const bound = { maxAliasCount: 100 };
  if (document.errors.length > 0 || !isDeepStrictEqual(document.toJS(bound), change(before.toJS(bound)))) throw new RangeError("The key cannot be changed here without changing something else.");
  return after;
}
