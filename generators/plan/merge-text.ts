import { parseYaml } from "../document/index.ts";
import { mergeLines, type Span } from "./merge-lines.ts";
import { splitLines, styleOf, withoutByteOrderMark, type Line } from "./text.ts";

/** One place that both sides changed. `line` is the place in mine, from 1. */
export interface Clash {
  readonly line: number;
  readonly base: readonly string[];
  readonly mine: readonly string[];
  readonly theirs: readonly string[];
}

export type TextMerge =
  | { readonly text: string }
  | { readonly clashes: readonly Clash[] }
  /** The lines fit together, yet the result is no valid file of its kind. */
  | { readonly fault: string; readonly line: number };

/**
 * Merges two edits of one text by lines. Line ends, byte order mark and a missing last line end of `mine` stay;
 * new lines get the line end that most of its lines have. YAML and JSON must still parse, where they did on our side.
 */
export function mergeText(path: string, base: string, mine: string, theirs: string): TextMerge {
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
  return fault === undefined ? { text } : { fault, line: firstOfTheirs ?? 1 };
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
