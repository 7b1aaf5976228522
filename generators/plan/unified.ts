import { diffLines, type Hunk } from "./diff-lines.ts";
import type { MineFile, Plan } from "./plan.ts";
import { decodeText } from "./text.ts";

const CONTEXT = 3;

/**
 * Everything that the plan changes on disk as one unified diff with three lines of context, as `patch -p1` and
 * `git apply` read it; `/dev/null` stands for the missing side of new and removed files.
 */
export function unifiedDiff(plan: Plan, mine: ReadonlyMap<string, MineFile>): string {
  let diff = "";
  for (const { path, action, text } of plan.steps) {
    if (action !== "write" && action !== "replace" && action !== "merge" && action !== "remove") continue;
    const file = mine.get(path);
    const old = path === plan.answersFile?.path ? plan.answersFile.before : file && decodeText(file.bytes);
    diff += fileDiff(path, action === "write" ? undefined : (old ?? ""), text);
  }
  return diff;
}

function fileDiff(path: string, before: string | undefined, after: string | undefined): string {
  const [a, b] = [keepEnds(before ?? ""), keepEnds(after ?? "")] as [string[], string[]];
  const hunks = diffLines(a, b);
  if (hunks.length === 0) return "";
  const header = `--- ${before === undefined ? "/dev/null" : label("a", path)}\n+++ ${after === undefined ? "/dev/null" : label("b", path)}\n`;
  return header + groupHunks(hunks).map((group) => formatGroup(group, a, b)).join("");
}

/** A tab ends a name with a space in it, as GNU diff writes it. */
const label = (side: "a" | "b", path: string): string => `${side}/${path}${path.includes(" ") ? "\t" : ""}`;

/** Lines with their ends, so that a changed or missing line end is a difference. */
const keepEnds = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** Hunks whose contexts would touch belong into one. */
function groupHunks(hunks: readonly Hunk[]): Hunk[][] {
  const groups: Hunk[][] = [];
  for (const hunk of hunks) {
    const last = groups.at(-1)?.at(-1);
    if (last && hunk.aStart - (last.aStart + last.aLength) <= 2 * CONTEXT) groups.at(-1)?.push(hunk);
    else groups.push([hunk]);
  }
  return groups;
}

function formatGroup(group: readonly Hunk[], a: readonly string[], b: readonly string[]): string {
  const [first, last] = [group[0], group.at(-1)];
  if (!first || !last) return "";
  const lead = Math.min(CONTEXT, first.aStart);
  const aStart = first.aStart - lead;
  const bStart = first.bStart - lead;
  const aEnd = Math.min(a.length, last.aStart + last.aLength + CONTEXT);
  const bEnd = bStart + (aEnd - aStart) + group.reduce((sum, hunk) => sum + hunk.bLength - hunk.aLength, 0);
  let body = "";
  let at = aStart;
  for (const hunk of group) {
    body += prefix(" ", a.slice(at, hunk.aStart));
    body += prefix("-", a.slice(hunk.aStart, hunk.aStart + hunk.aLength));
    body += prefix("+", b.slice(hunk.bStart, hunk.bStart + hunk.bLength));
    at = hunk.aStart + hunk.aLength;
  }
  body += prefix(" ", a.slice(at, aEnd));
  return `@@ -${range(aStart, aEnd - aStart)} +${range(bStart, bEnd - bStart)} @@\n${body}`;
}

const prefix = (sign: string, lines: readonly string[]): string =>
  lines.map((line) => (line.endsWith("\n") ? sign + line : `${sign}${line}\n\\ No newline at end of file\n`)).join("");

/** Start and length as the format counts: from 1, a length of 1 is left out, an empty side names the line before it. */
function range(start: number, length: number): string {
  if (length === 1) return String(start + 1);
  return `${length === 0 ? start : start + 1},${length}`;
}
