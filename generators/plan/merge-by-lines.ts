import { parseYaml } from "../document/index.ts";
import type { Clash, TextMerge } from "./clash.ts";
import { mergeLines, type Span } from "./merge-lines.ts";
import { splitLines, styleOf, withoutByteOrderMark, type Line } from "./text.ts";

/**
 * Merges two edits of one text by lines, hunk by hunk: where both changed the same lines, or lines next to each other, those of mine stay and
 * everything else is merged. Line ends, byte order mark and a missing last line end of `mine` stay; new lines get the line end that most of its lines have.
 */
export function mergeByLines(path: string, base: string, mine: string, theirs: string): TextMerge {
  const [o, m, t] = [base, mine, theirs].map((text) => splitLines(withoutByteOrderMark(text))) as [Line[], Line[], Line[]];
  const regions = mergeLines(o.map(textOf), m.map(textOf), t.map(textOf));
  const clashes: Clash[] = [];
  const lines: Line[] = [];
  let firstOfTheirs: number | undefined;
  let mineAt = 0;
  const cut = (side: readonly Line[], { start, length }: Span) => side.slice(start, start + length).map(textOf);
  for (const region of regions) {
    if (region.from === "conflict") {
      const [before, yours, ours] = [cut(o, region.base), cut(m, region.mine), cut(t, region.theirs)];
      const stays = m.slice(region.mine.start, region.mine.start + region.mine.length);
      if (SET_OF_LINES.test(path)) lines.push(...union(before, stays, ours));
      else {
        clashes.push({ line: lineOf(region.mine.start, m), base: before, mine: yours, theirs: ours });
        lines.push(...stays);
      }
      mineAt = region.mine.start + region.mine.length;
      continue;
    }
    if (region.from === "theirs") firstOfTheirs ??= lineOf(mineAt, m);
    else mineAt = region.start + region.length;
    for (const line of (region.from === "theirs" ? t : m).slice(region.start, region.start + region.length)) {
      lines.push(region.from === "theirs" ? { text: line.text, end: "" } : line);
    }
  }
  const text = joinLines(lines, mine, finalEnd(o, m, t));
  const fault = faultOf(path, [base, theirs], text);
  if (fault === undefined) return { text, clashes };
  return clashes.length > 0 ? { clashes } : { fault, line: firstOfTheirs ?? 1 };
}

/** Files whose lines stand for themselves: what either side added or removed is added or removed. */
const SET_OF_LINES = /(^|\/)\.(git|docker|helm|prettier|eslint)ignore$/;

function union(base: readonly string[], mine: readonly Line[], theirs: readonly string[]): Line[] {
  const kept = mine.filter(({ text }) => text === "" || theirs.includes(text) || !base.includes(text));
  const added = theirs.filter((text) => !base.includes(text) && !kept.some((line) => line.text === text));
  return [...kept, ...added.map((text) => ({ text, end: "" as const }))];
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

/** JSON in which TypeScript and its editors allow comments. */
const WITH_COMMENTS = /(^|\/)(tsconfig|jsconfig)[^/]*\.json$/;

/** What is wrong with a merged text. A check that an emitted text fails does not count: chart templates end in `.yaml` too. */
function faultOf(path: string, emitted: readonly string[], merged: string): string | undefined {
  const checks = path.endsWith(".json") && !WITH_COMMENTS.test(path) ? [jsonFault, yamlFault] : /\.ya?ml$/.test(path) ? [yamlFault] : [];
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
