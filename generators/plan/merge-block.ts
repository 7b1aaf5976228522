import type { Part } from "../document/index.ts";
import type { Clash } from "./clash.ts";
import { at } from "./parts.ts";

/** Merges texts that stand in a value, by the kind of file that its key names. Undefined when they cannot be merged. */
export type MergeInside = (name: string, base: string, mine: string, theirs: string) => { readonly text: string; readonly clashes: readonly Clash[] } | undefined;

/** A literal block whose data is its lines: no indentation of its own, no kept line ends. */
const LITERAL = /^\|(-?)([ \t]+#[^\n]*)?\n/;

/** Merges literal blocks (`key: |`) as the files that they are: a script by lines, a configuration by structure. Line 1 of a clash is the first below the key. */
export function mergeBlock(base: Part, mine: Part, theirs: Part, inside: MergeInside): { readonly part: Part; readonly clashes: readonly Clash[] } | undefined {
  const header = LITERAL.exec(mine.value);
  if (header === null || !LITERAL.test(base.value) || !LITERAL.test(theirs.value)) return undefined;
  if (typeof base.data !== "string" || typeof mine.data !== "string" || typeof theirs.data !== "string") return undefined;
  const merged = inside(mine.key, finished(base.data), finished(mine.data), finished(theirs.data));
  if (merged === undefined) return undefined;
  const indent = /\n( +)[^ \n]/.exec(mine.value)?.[1] ?? " ".repeat(mine.column + 2);
  const lines = finished(merged.text).slice(0, -1).split("\n").map((line) => (line === "" ? "" : indent + line));
  const data = header[1] === "-" ? merged.text.replace(/\n$/, "") : finished(merged.text);
  return { part: { ...at(mine, mine.column), value: `${header[0]}${lines.join("\n")}\n`, data }, clashes: merged.clashes };
}

const finished = (text: string): string => (text.endsWith("\n") ? text : `${text}\n`);
