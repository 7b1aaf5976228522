import { isDeepStrictEqual } from "node:util";
import { parseYaml } from "../document/index.ts";
import { mergeLines, type Span } from "./merge-lines.ts";
import { mergeYaml, type YamlMerge } from "./merge-yaml.ts";
import { splitLines, styleOf, withoutByteOrderMark, withoutStyle, withStyle, type Line } from "./text.ts";

/** One place that both sides changed. `line` is the place in mine, from 1. */
export interface Clash {
  readonly line: number;
  /** Path inside a structured file. */
  readonly path?: string;
  readonly base: readonly string[];
  readonly mine: readonly string[];
  readonly theirs: readonly string[];
}

export type TextMerge =
  /** `clashes`: places where mine stays because both sides changed them; everything else is merged. */
  | { readonly text: string; readonly clashes: readonly Clash[] }
  | { readonly clashes: readonly Clash[]; readonly text?: undefined }
  /** The lines fit together, yet the result is no valid file of its kind. */
  | { readonly fault: string; readonly line: number };

/**
 * Merges two edits of one text. YAML is merged by structure; its lines decide only where they say the same data with the same comments,
 * because they keep more of the bytes. Every other text is merged by lines.
 * Line ends, byte order mark and a missing last line end of `mine` stay; new lines get the line end that most of its lines have.
 */
export function mergeText(path: string, base: string, mine: string, theirs: string): TextMerge {
  const byLines = mergeByLines(path, base, mine, theirs);
  const byStructure = /\.ya?ml$/.test(path) ? mergeStructure(base, mine, theirs) : undefined;
  if (byStructure === undefined) return byLines;
  if ("clashes" in byLines && byLines.text !== undefined && byLines.clashes.length === 0 && byStructure.clashes.length === 0 && sayTheSame(byLines.text, byStructure.text)) return byLines;
  return { text: byStructure.text, clashes: byStructure.clashes.map(({ base, mine, theirs, line, path }) => ({ line, path, base: linesOf(base), mine: linesOf(mine), theirs: linesOf(theirs) })) };
}

const linesOf = (text: string): string[] => (text === "" ? [] : text.split("\n"));

/** Structure is read from uniform line ends; a text that mixes them is merged by lines alone. */
function mergeStructure(base: string, mine: string, theirs: string): YamlMerge | undefined {
  const [style, content] = [styleOf(mine), withoutStyle(mine)];
  if (withStyle(content, style) !== mine) return undefined;
  const merged = mergeYaml(withoutStyle(base), content, withoutStyle(theirs));
  return merged && { ...merged, text: withStyle(merged.text, style) };
}

/** Whether two texts have equal data and equal comments, document by document. */
function sayTheSame(a: string, b: string): boolean {
  const said = (text: string) => parseYaml(withoutByteOrderMark(text), "").documents.map(({ data, comments }) => ({ data, comments }));
  return isDeepStrictEqual(said(a), said(b));
}

function mergeByLines(path: string, base: string, mine: string, theirs: string): TextMerge {
  const [o, m, t] = [base, mine, theirs].map((text) => splitLines(withoutByteOrderMark(text))) as [Line[], Line[], Line[]];
  const regions = mergeLines(o.map(textOf), m.map(textOf), t.map(textOf));
  const clashes: Clash[] = [];
  const lines: Line[] = [];
  let firstOfTheirs: number | undefined;
  let mineAt = 0;
  const cut = (side: readonly Line[], { start, length }: Span) => side.slice(start, start + length).map(textOf);
  for (const region of regions) {
    if (region.from === "conflict") {
      clashes.push({ line: lineOf(region.mine.start, m), base: cut(o, region.base), mine: cut(m, region.mine), theirs: cut(t, region.theirs) });
      continue;
    }
    if (region.from === "theirs") firstOfTheirs ??= lineOf(mineAt, m);
    else mineAt = region.start + region.length;
    for (const line of (region.from === "theirs" ? t : m).slice(region.start, region.start + region.length)) {
      lines.push(region.from === "theirs" ? { text: line.text, end: "" } : line);
    }
  }
  if (clashes.length > 0) return { clashes };
  const text = joinLines(lines, mine, finalEnd(o, m, t));
  const fault = faultOf(path, [base, theirs], text);
  return fault === undefined ? { text, clashes: [] } : { fault, line: firstOfTheirs ?? 1 };
}

const textOf = (line: Line): string => line.text;
const lineOf = (index: number, lines: readonly Line[]): number => Math.max(1, Math.min(index + 1, lines.length));

/** True when the merged text ends in a line end: mine decides where it differs from the base. */
function finalEnd(base: readonly Line[], mine: readonly Line[], theirs: readonly Line[]): boolean {
  const ends = (lines: readonly Line[]) => lines.at(-1)?.end !== "";
  return ends(mine) === ends(base) ? ends(theirs) : ends(mine);
}

function joinLines(lines: readonly Line[], mine: string, final: boolean): string {
  const style = styleOf(mine);
  const body = lines.map((line, index) => line.text + (index < lines.length - 1 || final ? line.end || style.lineEnd : "")).join("");
  return style.byteOrderMark ? `\uFEFF${body}` : body;
}

/** What is wrong with a merged text. A check that an emitted text fails does not count: chart templates end in `.yaml` too. */
function faultOf(path: string, emitted: readonly string[], merged: string): string | undefined {
  const checks = path.endsWith(".json") ? [jsonFault, yamlFault] : /\.ya?ml$/.test(path) ? [yamlFault] : [];
  for (const check of checks) {
    const fault = check(merged, path);
    if (fault !== undefined && emitted.every((text) => check(text, path) === undefined)) return fault;
  }
  return undefined;
}

/** Asked of JSON too, which is YAML: a key that both sides added is no fault to `JSON.parse`. */
function yamlFault(text: string, path: string): string | undefined {
  return parseYaml(withoutByteOrderMark(text), path).findings[0]?.reason;
}

function jsonFault(text: string): string | undefined {
  try {
    JSON.parse(withoutByteOrderMark(text));
    return undefined;
  } catch (error) {
    return `This is not valid JSON: ${(error as Error).message}.`;
  }
}
