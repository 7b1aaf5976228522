import { diffLines, type Hunk } from "./diff-lines.ts";

/** A stretch of the merge: which lines of which side stand there. `both` is unchanged and taken from mine. */
export type Region =
  | { readonly from: "both" | "mine" | "theirs"; readonly start: number; readonly length: number }
  | { readonly from: "conflict"; readonly base: Span; readonly mine: Span; readonly theirs: Span };

export interface Span {
  readonly start: number;
  readonly length: number;
}

/**
 * Three-way merge of lists of lines (diff3). Changes of both sides that overlap or touch are one conflict,
 * unless both made the same change.
 */
export function mergeLines(base: readonly string[], mine: readonly string[], theirs: readonly string[]): Region[] {
  const ours = diffLines(base, mine);
  const other = diffLines(base, theirs);
  const regions: Region[] = [];
  let at = 0;
  let mineAt = 0;
  let theirsAt = 0;
  let i = 0;
  let j = 0;
  while (i < ours.length || j < other.length) {
    const start = Math.min(ours[i]?.aStart ?? Infinity, other[j]?.aStart ?? Infinity);
    add(regions, "both", mineAt, start - at);
    mineAt += start - at;
    theirsAt += start - at;
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
    if (i === firstMine) add(regions, "theirs", theirsAt, theirsLength);
    else if (j === firstTheirs || same) add(regions, "mine", mineAt, mineLength);
    else
      regions.push({
        from: "conflict",
        base: { start, length: end - start },
        mine: { start: mineAt, length: mineLength },
        theirs: { start: theirsAt, length: theirsLength },
      });
    at = end;
    mineAt += mineLength;
    theirsAt += theirsLength;
  }
  add(regions, "both", mineAt, mine.length - mineAt);
  return regions;
}

function add(regions: Region[], from: "both" | "mine" | "theirs", start: number, length: number): void {
  if (length > 0) regions.push({ from, start, length });
}

/** How many lines longer the side is than the base over these hunks. */
function growth(hunks: readonly Hunk[], first: number, end: number): number {
  let lines = 0;
  for (const hunk of hunks.slice(first, end)) lines += hunk.bLength - hunk.aLength;
  return lines;
}
