import { parseYaml, type ParsedYaml, type YamlDocument } from "../../document/index.ts";
import type { Finding } from "../../finding.ts";

/** Rounds of mending, and signs of a text, after which it stays as it is. */
const ROUNDS = 20;
const LARGEST = 256 * 1024;

const QUOTE = /Missing closing (["'])quote/;
const BRACKET = /^This is not valid YAML: Flow (?:sequence|map) in block collection must be sufficiently indented/;

/**
 * The readers of Kubernetes (kubectl, kustomize, Flux) do not look at the indentation of lines inside quotes and brackets, as in
 *
 *     args: ["
 *       make test
 *     "]
 *
 * which the standard, and so our parser, refuses. Such lines are indented further, which changes no value, and the text is read again.
 * @returns the text as it is read, or undefined when something else is wrong with it
 */
export function readLeniently(text: string, file: string, faults: readonly Finding[]): ParsedYaml | undefined {
  if (text.length > LARGEST) return undefined;
  const before = text.split("\n");
  const lines = [...before];
  let findings = faults;
  for (let round = 0; round < ROUNDS; round += 1) {
    const [first] = findings;
    if (first === undefined || !indent(lines, first)) return undefined;
    const parsed = parseYaml(lines.join("\n"), file, { merge: true });
    if (parsed.findings.length === 0) return { ...parsed, documents: parsed.documents.map((document) => asWritten(document, before, lines)) };
    findings = parsed.findings;
  }
  return undefined;
}

/** The document with its places in the text as it was written. */
function asWritten(document: YamlDocument, before: readonly string[], moved: readonly string[]): YamlDocument {
  return {
    file: document.file,
    data: document.data,
    placeOf: (path, of) => {
      const place = document.placeOf(path, of);
      const { line, column } = place;
      if (line === undefined || column === undefined) return place;
      return { ...place, column: Math.max(1, column - ((moved[line - 1] ?? "").length - (before[line - 1] ?? "").length)) };
    },
    rangeOf: (path) => document.rangeOf(path),
  };
}

/** Moves the lines that a fault is about; false when it is about something else, or they were moved before. */
function indent(lines: string[], { reason, line }: Finding): boolean {
  if (line === undefined) return false;
  const quote = QUOTE.exec(reason)?.[1];
  // Lines count from one: the one after the fault is where the quotes seem to end.
  const from = quote !== undefined ? line : BRACKET.test(reason) ? line - 1 : -1;
  if (from < 1 || from >= lines.length) return false;
  const last = quote === undefined ? from : lines.findIndex((each, at) => at >= from && each.includes(quote));
  if (last < 0) return false;
  const wanted = depth(lines[from - 1] as string) + 8;
  let moved = false;
  for (let at = from; at <= last; at += 1) {
    const each = lines[at] as string;
    if (each.trim() === "" || depth(each) >= wanted) continue;
    lines[at] = " ".repeat(wanted) + each.trimStart();
    moved = true;
  }
  return moved;
}

const depth = (line: string): number => line.length - line.trimStart().length;
