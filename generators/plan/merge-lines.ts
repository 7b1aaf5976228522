import { diffLines, type Hunk } from "./diff-lines.ts";

/** A stretch of the merge: which lines of which side stand there. `both` is unchanged and taken from mine. */
export type Region =
  | { readonly from: "both" | "mine" | "theirs"; readonly start: number; readonly length: number }
  | { readonly from: "conflict"; readonly base: Span; readonly mine: Span; readonly theirs: Span };

export interface Span {
  readonly start: number;
  readonly length: number;
}

/** The same stretch on all sides, and which of them it is to be taken from. */
export interface Stretch {
  readonly from: Region["from"];
  readonly base: Span;
  readonly mine: Span;
  readonly theirs: Span;
}

/**
 * Three-way merge of lists of lines (diff3). Changes of both sides that overlap or touch are one conflict,
 * unless both made the same change.
 */
export function mergeLines(base: readonly string[], mine: readonly string[], theirs: readonly string[]): Region[] {
  return mergeStretches(base, mine, theirs).flatMap((stretch): Region[] => {
    if (stretch.from === "conflict") return [{ ...stretch, from: stretch.from }];
    const span = stretch.from === "theirs" ? stretch.theirs : stretch.mine;
    return span.length > 0 ? [{ from: stretch.from, ...span }] : [];
  });
}

/** The merge with the place of every stretch on every side; together they cover all of them. */
export function mergeStretches(base: readonly string[], mine: readonly string[], theirs: readonly string[]): Stretch[] {
  const ours = diffLines(base, mine);
  const other = diffLines(base, theirs);
  const stretches: Stretch[] = [];
  let [at, mineAt, theirsAt, i, j] = [0, 0, 0, 0, 0];
  const add = (from: Stretch["from"], ...[baseLength, mineLength, theirsLength]: readonly [number, number, number]): void => {
    if (baseLength + mineLength + theirsLength > 0) stretches.push({ from, base: { start: at, length: baseLength }, mine: { start: mineAt, length: mineLength }, theirs: { start: theirsAt, length: theirsLength } });
    at += baseLength;
    mineAt += mineLength;
    theirsAt += theirsLength;
  };
  while (i < ours.length || j < other.length) {
    const start = Math.min(ours[i]?.aStart ?? Infinity, other[j]?.aStart ?? Infinity);
    add("both", start - at, start - at, start - at);
    let end = start;
    const firstMine = i;
    const firstTheirs = j;
    for (let grown = true; grown; ) {
      grown = false;
      for (let hunk = ours[i]; hunk && hunk.aStart <= end; hunk = ours[++i]) [end, grown] = [Math.max(end, hunk.aStart + hunk.aLength), true];
      for (let hunk = other[j]; hunk && hunk.aStart <= end; hunk = other[++j]) [end, grown] = [Math.max(end, hunk.aStart + hunk.aLength), true];
    }
    const mineLength = end - start + growth(ours, firstMine, i);
    const theirsLength = end - start + growth(other, firstTheirs, j);
    const same = mineLength === theirsLength && mine.slice(mineAt, mineAt + mineLength).every((line, k) => line === theirs[theirsAt + k]);
    add(i === firstMine ? "theirs" : j === firstTheirs || same ? "mine" : "conflict", end - start, mineLength, theirsLength);
  }
  add("both", base.length - at, mine.length - mineAt, theirs.length - theirsAt);
  return stretches;
}

/** How many lines longer the side is than the base over these hunks. */
function growth(hunks: readonly Hunk[], first: number, end: number): number {
  let lines = 0;
  for (const hunk of hunks.slice(first, end)) lines += hunk.bLength - hunk.aLength;
  return lines;
}
