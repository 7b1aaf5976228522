import type { Part } from "../document/index.ts";
import { JSON_PARTS, outlineJson } from "./json-parts.ts";
import { Merger } from "./merge-parts.ts";
import type { StructureMerge } from "./merge-yaml.ts";
import { sameData } from "./parts.ts";

/**
 * Merges two edits of one JSON text by keys, and items of lists by identity (panels of a dashboard by id). What is untouched keeps the bytes of mine;
 * another indentation, or a text on one line, is a style of mine that stays.
 * @returns undefined when a text is no JSON, has a key twice, or is written in no style that could be kept
 */
export function mergeJson(base: string, mine: string, theirs: string): StructureMerge | undefined {
  const indent = indentOf(mine);
  const [b, m, t] = [base, mine, theirs].map((text) => outlineJson(text)) as [Part | undefined, Part | undefined, Part | undefined];
  if (b === undefined || m === undefined || t === undefined) return undefined;
  if (m.kind !== "leaf" && [base, theirs].every((text) => indentOf(text) === indent)) return merge(b, m, t);
  // Another style: the platform's texts are written in it, and so is the result.
  const write = (data: unknown, by = indent): string => `${JSON.stringify(data, null, by)}${mine.endsWith("\n") ? "\n" : ""}`;
  if (write(m.data) !== mine) return m.kind === "leaf" ? undefined : restyled(b, m, t, write);
  const overLines = (data: unknown): string => write(data, indent || "  ");
  const styled = restyled(b, outlineJson(overLines(m.data)), t, overLines);
  return styled && { ...styled, text: write(JSON.parse(styled.text)) };
}

function restyled(base: Part, mine: Part | undefined, theirs: Part, write: (data: unknown) => string): StructureMerge | undefined {
  const [b, t] = [base, theirs].map(({ data }) => outlineJson(write(data)));
  return b && t && mine && merge(b, mine, t);
}

function merge(base: Part, mine: Part, theirs: Part): StructureMerge | undefined {
  const merger = new Merger([mine], JSON_PARTS);
  const merged = merger.part(base, mine, theirs, []);
  const text = JSON_PARTS.textOf(merged);
  const back = outlineJson(text);
  return back && sameData(back.data, merged.data) ? { text, clashes: merger.clashes } : undefined;
}

/** The indentation of the first member; empty for a text on one line. */
const indentOf = (text: string): string => /^\s*[[{][ \t]*\n([ \t]*)/.exec(text)?.[1] ?? "";
