import { isAlias, isMap, isPair, isScalar, isSeq, parseAllDocuments, visit, type Document, type Node, type Pair, type YAMLMap } from "yaml";
import type { Finding, Place } from "../finding.ts";
import { tooDeepAt } from "./depth.ts";
import { aliasFault, anchorFault, depthFault, duplicateFault, keyFault, manyAliasesFault, mergeFault, mergeMarker, placeIn, sizeFault, tagFault, unresolvedFault } from "./faults.ts";
import { isTooLarge, MAX_LEVELS, mayBeDeep, MOST_VALUES } from "./limits.ts";
import type { Path } from "./path.ts";
import { placesIn } from "./places.ts";
import { placesOf } from "./quick-places.ts";
import { quickParse, type Reading } from "./quick.ts";

/** One document of a YAML text: its plain data and the place of everything in it. */
export interface YamlDocument {
  readonly file: string;
  readonly data: unknown;
  /** Place of the value at a path, or of its key; of the nearest ancestor when the path itself is not in the text. */
  readonly placeOf: (path: Path, of?: "key" | "value") => Place;
  /** Start and end offset, in UTF-16 units, of the value at a path; undefined when it is not in the text. */
  readonly rangeOf: (path: Path) => readonly [start: number, end: number] | undefined;
}

export interface ParsedYaml {
  readonly documents: readonly YamlDocument[];
  readonly findings: readonly Finding[];
  /** False when it is sure that readers of YAML 1.1 take every value and every key for the same. */
  readonly ambiguous: boolean;
}

export interface ParseOptions {
  /** Anchors, aliases and tags are findings: for files whose format forbids them. Aliases are then not expanded. */
  readonly plain?: boolean;
  /** `<<` merges the map behind it, as in YAML 1.1, and is no key. */
  readonly merge?: boolean;
  /** Texts that were read before: the same text is read once, whatever it is called. Filled while parsing. */
  readonly readings?: Map<string, Reading>;
}

/** Aliases beyond this count are refused before they are expanded: a file of a few hundred bytes can otherwise fill the memory. */
const MAX_ALIASES = 100;
/** After so many errors of one document the next ones say nothing new. */
const MOST_ERRORS = 20;

/**
 * Parses a YAML text of one or many documents. Empty documents are left out.
 * Faults come back as findings (`yaml/syntax`, `yaml/duplicate-key`, `yaml/alias`, `yaml/tag`, `yaml/too-deep`, `yaml/unresolved-merge`); a document with a fault is left out too. Never throws.
 */
export function parseYaml(text: string, file: string, options: ParseOptions = {}): ParsedYaml {
  const quick = options.readings?.get(text) ?? quickParse(text);
  if (quick === undefined) return parseWhole(text, file, options);
  options.readings?.set(text, quick);
  return { documents: lazily(quick.data, text, () => parseWhole(text, file, options).documents, file), findings: [], ambiguous: quick.ambiguous };
}

/** Documents whose data is known; the text is read again when somebody asks for a place, and parsed by the library where that alone knows it. */
function lazily(data: readonly unknown[], text: string, parse: () => readonly YamlDocument[], file: string): YamlDocument[] {
  let parsed: readonly YamlDocument[] | undefined;
  const whole = (at: number): YamlDocument => (parsed ??= parse())[at] as YamlDocument;
  return data.map((each, at) => ({
    file,
    data: each,
    placeOf: (path, of = "value") => {
      const place = placesOf(text)(at, path, of);
      return place === undefined ? whole(at).placeOf(path, of) : { file, ...place };
    },
    rangeOf: (path) => whole(at).rangeOf(path),
  }));
}

export function parseWhole(text: string, file: string, options: ParseOptions): ParsedYaml {
  const placeAt = placesIn(text, file);
  const deep = mayBeDeep(text) ? tooDeepAt(text, MAX_LEVELS) : undefined;
  if (deep !== undefined) return { documents: [], findings: [depthFault(text, deep, file, MAX_LEVELS)], ambiguous: true };
  if (isTooLarge(text)) return { documents: [], findings: [sizeFault(file, MOST_VALUES)], ambiguous: true };
  const control = CONTROL.exec(text);
  if (control !== null) return { documents: [], findings: [controlFault(text, control, file)], ambiguous: true };
  const findings: Finding[] = [];
  const { plain = false, merge = false } = options;
  // Keys are compared below: the library's own comparison takes quadratic time.
  const parsed = parseAllDocuments(text, { keepSourceTokens: false, uniqueKeys: false, merge, logLevel: "silent", prettyErrors: false });
  const documents: YamlDocument[] = [];
  for (const document of Array.isArray(parsed) ? parsed : []) {
    const faults = faultsOf(document, plain, placeAt);
    const described = faults.length > 0 || document.contents === null ? undefined : describe(document, file, placeAt);
    findings.push(...faults);
    if (described !== undefined && "code" in described) findings.push(described);
    else if (described !== undefined) documents.push(described);
  }
  const marker = findings.some(({ code }) => code === "yaml/syntax") ? mergeMarker(text) : undefined;
  return { documents, findings: marker === undefined ? findings : [unresolvedFault(placeAt(marker))], ambiguous: true };
}

/** What no reader of YAML takes, wherever it stands. */
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]/;

function controlFault(text: string, { index, 0: character }: RegExpExecArray, file: string): Finding {
  return { ...placeIn(text, index, file), code: "yaml/syntax", severity: "error", reason: `Here stands the control character U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}, which no reader of YAML takes.`, remedy: "Remove it; in double quotes it can be written with a backslash." };
}

function faultsOf(document: Document.Parsed, plain: boolean, placeAt: (offset: number) => Place): Finding[] {
  const faults: Finding[] = document.errors.slice(0, MOST_ERRORS).map((error) => ({
    ...placeAt(error.pos[0]),
    code: "yaml/syntax",
    severity: "error",
    reason: `This is not valid YAML: ${firstLine(error.message)}.`,
    remedy: "Correct the text at this place; often the cause is indentation or a missing quote just before it.",
  }));
  const anchors = new Set<string>();
  let aliases = 0;
  visit(document, {
    Alias(_, node) {
      aliases += 1;
      if (plain) faults.push(aliasFault(placeAt(node.range?.[0] ?? 0)));
      else if (!anchors.has(node.source)) faults.push(anchorFault(placeAt(node.range?.[0] ?? 0), node.source));
      else if (aliases === MAX_ALIASES + 1) faults.push(manyAliasesFault(placeAt(node.range?.[0] ?? 0), MAX_ALIASES));
      return aliases > MAX_ALIASES ? visit.BREAK : undefined;
    },
    Node(_, node) {
      if (isAlias(node)) return undefined;
      if (isMap(node)) for (const { key } of node.items) if (isMap(key) || isSeq(key)) faults.push(keyFault(placeAt(key.range?.[0] ?? 0)));
      if (isMap(node)) faults.push(...duplicatesIn(node).map((offset) => duplicateFault(placeAt(offset))));
      const { tag, anchor } = node as { tag?: string; anchor?: string };
      if (anchor !== undefined) anchors.add(anchor);
      if (plain && anchor !== undefined) faults.push(aliasFault(placeAt((node as Node).range?.[0] ?? 0)));
      if (plain && tag !== undefined) faults.push(tagFault(placeAt((node as Node).range?.[0] ?? 0), tag));
      return undefined;
    },
  });
  return faults;
}

/** Offsets of scalar keys that stood in the map before. */
function duplicatesIn(map: YAMLMap): number[] {
  const seen = new Set<string>();
  return map.items.flatMap(({ key }) => {
    if (!isScalar(key)) return [];
    // A number and its text are one key in JSON, which every manifest becomes.
    const name = String(key.value);
    if (seen.has(name)) return [key.range?.[0] ?? 0];
    seen.add(name);
    return [];
  });
}

/** The document as the rest of the program sees it, or why its aliases cannot be expanded. */
function describe(document: Document.Parsed, file: string, placeAt: (offset: number) => Place): YamlDocument | Finding {
  let data: unknown;
  try {
    data = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    if (error instanceof ReferenceError) return manyAliasesFault(placeAt(firstAlias(document)), MAX_ALIASES);
    const merge = mergeKey(document);
    if (merge !== undefined) return mergeFault(placeAt(merge));
    throw error;
  }
  return {
    file,
    data,
    placeOf: (path, of = "value") => placeAt(offsetOf(document, path, of)),
    rangeOf: (path) => {
      const node = find(document.contents, path);
      const range = node?.value?.range;
      return node !== undefined && node.depth === path.length && range ? [range[0], range[1]] : undefined;
    },
  };
}

/** The first key that takes over what another map says, where what it names is written as no map; or the first of all. */
function mergeKey(document: Document.Parsed): number | undefined {
  const offsets: number[] = [];
  let certain: number | undefined;
  visit(document, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || key.value !== "<<" && typeof key.value !== "symbol") return;
      offsets.push(key.range?.[0] ?? 0);
      if (certain === undefined && !isMap(value) && !isSeq(value) && !isAlias(value)) certain = key.range?.[0];
    },
  });
  return certain ?? offsets[0];
}

function firstAlias(document: Document.Parsed): number {
  let offset = document.range[0];
  visit(document, {
    Alias(_, node) {
      offset = node.range?.[0] ?? offset;
      return visit.BREAK;
    },
  });
  return offset;
}

interface Found {
  readonly key: Node | undefined;
  readonly value: Node | undefined;
  readonly depth: number;
}

/** Walks as far along the path as the text goes. */
function find(root: Node | null, path: Path): Found | undefined {
  if (root === null) return undefined;
  let found: Found = { key: undefined, value: root, depth: 0 };
  for (const step of path) {
    const next = child(found.value, step);
    if (next === undefined) return found;
    found = { ...next, depth: found.depth + 1 };
  }
  return found;
}

function child(node: Node | undefined, step: string | number): Omit<Found, "depth"> | undefined {
  if (isMap(node)) {
    const pair = node.items.find((item) => isPair(item) && keyText(item) === String(step));
    return pair && { key: pair.key as Node, value: (pair.value as Node | null) ?? (pair.key as Node) };
  }
  if (isSeq(node) && typeof step === "number") {
    const item = node.items[step] as Node | undefined;
    return item && { key: undefined, value: item };
  }
  return undefined;
}

const keyText = (pair: Pair): string => (isScalar(pair.key) ? String(pair.key.value) : String(pair.key));

function offsetOf(document: Document.Parsed, path: Path, of: "key" | "value"): number {
  const found = find(document.contents, path);
  const reached = found?.depth === path.length;
  const node = of === "key" || !reached ? (found?.key ?? found?.value) : found?.value;
  return node?.range?.[0] ?? document.range[0];
}

const firstLine = (message: string): string => (message.split("\n", 1)[0] ?? "").slice(0, 200).replace(/ at line \d+, column \d+:?$/, "").replace(/[.:]$/, "");
