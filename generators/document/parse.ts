import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, parseAllDocuments, visit, type Document, type Node, type Pair } from "yaml";
import type { Finding, Place } from "../finding.ts";
import type { Path } from "./path.ts";

/** One document of a YAML text: its plain data and the place of everything in it. */
export interface YamlDocument {
  readonly file: string;
  readonly data: unknown;
  /** Comments that stand before, behind and inside, in order, without `#`. */
  readonly comments: readonly string[];
  /** Place of the value at a path, or of its key; of the nearest ancestor when the path itself is not in the text. */
  readonly placeOf: (path: Path, of?: "key" | "value") => Place;
  /** Start and end offset, in UTF-16 units, of the value at a path; undefined when it is not in the text. */
  readonly rangeOf: (path: Path) => readonly [start: number, end: number] | undefined;
}

export interface ParsedYaml {
  readonly documents: readonly YamlDocument[];
  readonly findings: readonly Finding[];
}

export interface ParseOptions {
  /** Anchors, aliases and tags are findings: for files whose format forbids them. Aliases are then not expanded. */
  readonly plain?: boolean;
}

/** Aliases beyond this count are refused before they are expanded: a file of a few hundred bytes can otherwise fill the memory. */
const MAX_ALIASES = 100;

/**
 * Parses a YAML text of one or many documents. Empty documents are left out.
 * Faults come back as findings (`yaml/syntax`, `yaml/duplicate-key`, `yaml/alias`, `yaml/tag`); a document with a fault is left out too.
 */
export function parseYaml(text: string, file: string, options: ParseOptions = {}): ParsedYaml {
  const lines = new LineCounter();
  const findings: Finding[] = [];
  const parsed = parseAllDocuments(text, { lineCounter: lines, keepSourceTokens: false, uniqueKeys: true, merge: false });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const documents: YamlDocument[] = [];
  for (const document of Array.isArray(parsed) ? parsed : []) {
    const faults = faultsOf(document, options, placeAt);
    findings.push(...faults);
    if (faults.length > 0 || document.contents === null) continue;
    documents.push(describe(document, file, placeAt));
  }
  return { documents, findings };
}

function faultsOf(document: Document.Parsed, options: ParseOptions, placeAt: (offset: number) => Place): Finding[] {
  const faults: Finding[] = document.errors.map((error) => ({
    ...placeAt(error.pos[0]),
    code: error.code === "DUPLICATE_KEY" ? "yaml/duplicate-key" : "yaml/syntax",
    severity: "error",
    reason:
      error.code === "DUPLICATE_KEY"
        ? "This key stands twice in the same map; a reader keeps only one of the two values."
        : `This is not valid YAML: ${firstLine(error.message)}.`,
    remedy: error.code === "DUPLICATE_KEY" ? "Remove one of the two." : "Correct the text at this place; often the cause is indentation or a missing quote just before it.",
  }));
  let aliases = 0;
  visit(document, {
    Alias(_, node) {
      aliases += 1;
      if (options.plain || aliases === MAX_ALIASES + 1) faults.push(aliasFault(placeAt(node.range?.[0] ?? 0), options.plain === true));
      return aliases > MAX_ALIASES ? visit.BREAK : undefined;
    },
    Node(_, node) {
      const tag = (node as { tag?: string }).tag;
      const explicit = isScalar(node) || isMap(node) || isSeq(node) ? tag : undefined;
      if (options.plain && explicit !== undefined && !isAlias(node)) {
        faults.push({
          ...placeAt((node as Node).range?.[0] ?? 0),
          code: "yaml/tag",
          severity: "error",
          reason: `The tag ${explicit} gives this value a type of its own, which other readers of this file do not know.`,
          remedy: "Remove the tag; put the value in quotes where it must be a string.",
        });
      }
      if (options.plain && (node as { anchor?: string }).anchor !== undefined && !isAlias(node)) {
        faults.push(aliasFault(placeAt((node as Node).range?.[0] ?? 0), true));
      }
      return undefined;
    },
  });
  return faults;
}

function aliasFault(place: Place, forbidden: boolean): Finding {
  return {
    ...place,
    code: "yaml/alias",
    severity: "error",
    reason: forbidden
      ? "Anchors and aliases are not allowed here: what is merged by path needs every value written where it stands."
      : `More than ${MAX_ALIASES} aliases: such a file can expand to any size.`,
    remedy: forbidden ? "Write the value out." : "Write the repeated values out, or use `defaults` and `tiers`.",
  };
}

function describe(document: Document.Parsed, file: string, placeAt: (offset: number) => Place): YamlDocument {
  return {
    file,
    data: document.toJS({ maxAliasCount: MAX_ALIASES }),
    get comments() {
      return commentsOf(document);
    },
    placeOf: (path, of = "value") => placeAt(offsetOf(document, path, of)),
    rangeOf: (path) => {
      const node = find(document.contents, path);
      const range = node?.value?.range;
      return node !== undefined && node.depth === path.length && range ? [range[0], range[1]] : undefined;
    },
  };
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

function commentsOf(document: Document.Parsed): string[] {
  const comments: string[] = [];
  const add = (text: string | null | undefined) => {
    for (const line of text?.split("\n") ?? []) if (line.trim() !== "") comments.push(line.trim());
  };
  add(document.commentBefore);
  visit(document, {
    Pair: () => undefined,
    Node(_, node) {
      add((node as Node).commentBefore);
      add((node as Node).comment);
      return undefined;
    },
  });
  add(document.comment);
  return comments;
}

const firstLine = (message: string): string => (message.split("\n")[0] ?? "").replace(/ at line \d+, column \d+:?$/, "").replace(/[.:]$/, "");
