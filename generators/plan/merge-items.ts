import type { Part, Path } from "../document/index.ts";
import { mergeStretches, type Span, type Stretch } from "./merge-lines.ts";
import { at, commentsOf, type Sides } from "./parts.ts";

/** How single things are merged, and where it is said that they clash. */
export interface Merging {
  readonly part: (base: Part | undefined, mine: Part, theirs: Part, path: Path) => Part;
  readonly clash: (base: Part | undefined, mine: Part | undefined, theirs: Part | undefined, path: Path) => Part;
}

/** What an item says; its comments count, since a line that only they changed on is changed. */
const withComments = (part: Part): string => JSON.stringify([part.data, commentsOf(part)]);
const dataOnly = (part: Part): string => JSON.stringify(part.data) ?? "";

/** Merges lists whose items have no names, as sequences. Where both sides changed a stretch, its items are paired in order when that is possible without a guess. */
export function mergeItems(sides: Sides, path: Path, column: number, merger: Merging): readonly Part[] {
  return mergeBy(withComments, sides, path, 0, column, merger);
}

function mergeBy(wordOf: (part: Part) => string, { base, mine, theirs }: Sides, path: Path, offset: number, column: number, merger: Merging): readonly Part[] {
  const words = (parts: readonly Part[]) => parts.map(wordOf);
  return mergeStretches(words(base), words(mine), words(theirs)).flatMap((stretch): readonly Part[] => {
    const cut = (parts: readonly Part[], { start, length }: Span) => parts.slice(start, start + length);
    const [before, here, now] = [cut(base, stretch.base), cut(mine, stretch.mine), cut(theirs, stretch.theirs)];
    const around: Around = { path, first: offset + stretch.mine.start, column, merger, wordOf };
    if (stretch.from === "conflict") return bothChanged(before, here, now, around);
    if (wordOf === dataOnly) return commentsApart(stretch.from, before, here, now, around);
    return stretch.from === "theirs" ? now.map((part) => at(part, column)) : here;
  });
}

/** What only one side changed as far as data goes: comments of the other side are merged with it, and none of mine is lost. */
function commentsApart(from: Stretch["from"], base: readonly Part[], mine: readonly Part[], theirs: readonly Part[], around: Around): readonly Part[] {
  if (base.length === mine.length && base.length === theirs.length) return inOrder(base, mine, theirs, around);
  if (from !== "theirs") return mine;
  const commented = base.flatMap(commentsOf).join("\n") !== mine.flatMap(commentsOf).join("\n");
  return commented ? clash(base, mine, theirs, around) : theirs.map((part) => at(part, around.column));
}

interface Around {
  readonly path: Path;
  /** Index in mine of the first item of the stretch. */
  readonly first: number;
  readonly column: number;
  readonly merger: Merging;
  readonly wordOf: (part: Part) => string;
}

function bothChanged(base: readonly Part[], mine: readonly Part[], theirs: readonly Part[], around: Around): readonly Part[] {
  const { path, first, column, merger } = around;
  if (base.length === mine.length && base.length === theirs.length) return inOrder(base, mine, theirs, around);
  // One side only added items: the other side's edits are of the items that were there.
  const mineAdds = insertions(base, mine);
  if (mineAdds && theirs.length === base.length) return mine.map((part, index) => pairedWith(mineAdds[index], (old) => merger.part(base[old], part, theirs[old]!, [...path, first + index])) ?? part);
  const theirsAdd = insertions(base, theirs);
  if (theirsAdd && mine.length === base.length) return theirs.map((part, index) => pairedWith(theirsAdd[index], (old) => merger.part(base[old], mine[old]!, part, [...path, first + old])) ?? at(part, column));
  // Both only added: nothing is lost when both stay, mine first.
  if (base.length === 0 && [...mine, ...theirs].every(({ kind }) => kind === "map")) return [...mine, ...theirs.map((part) => at(part, column))];
  // Comments alone are no reason for a clash.
  if (around.wordOf === withComments) return mergeBy(dataOnly, { base, mine, theirs }, path, first, column, merger);
  return clash(base, mine, theirs, around);
}

function inOrder(base: readonly Part[], mine: readonly Part[], theirs: readonly Part[], { path, first, merger }: Around): readonly Part[] {
  return mine.map((part, index) => merger.part(base[index], part, theirs[index]!, [...path, first + index]));
}

function clash(base: readonly Part[], mine: readonly Part[], theirs: readonly Part[], { path, first, merger }: Around): readonly Part[] {
  const texts = (parts: readonly Part[]): Part | undefined => parts.length === 0 ? undefined : { ...parts[0]!, lead: "", kind: "list", head: "", value: "", tail: "", children: parts, data: parts.map(({ data }) => data) };
  merger.clash(texts(base), texts(mine), texts(theirs), [...path, first]);
  return mine;
}

const pairedWith = <T>(old: number | undefined, merge: (old: number) => T): T | undefined => (old === undefined ? undefined : merge(old));

/** For every item its index in the base, undefined for an added one; or undefined when an item of the base is missing. */
function insertions(base: readonly Part[], side: readonly Part[]): (number | undefined)[] | undefined {
  let next = 0;
  const found = side.map(({ data }) => (next < base.length && JSON.stringify(base[next]?.data) === JSON.stringify(data) ? next++ : undefined));
  return next === base.length ? found : undefined;
}
