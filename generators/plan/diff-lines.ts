/** A run of lines in which two texts differ; `aLength` lines of `a` stand where `bLength` lines of `b` do. Lines count from 0. */
export interface Hunk {
  readonly aStart: number;
  readonly aLength: number;
  readonly bStart: number;
  readonly bLength: number;
}

/** Beyond this many differing lines a stretch without an anchor is one hunk: time stays near linear, and a merge only gets more careful. */
const MOST_EDITS = 400;

/**
 * Differences of two lists of lines, in order, with at least one common line between two hunks.
 * Lines that stand once in both texts are matched first (patience), the stretches between them by shortest edit script
 * (Myers 1986): closing braces and blank lines of unrelated blocks are so never taken for each other.
 */
export function diffLines(a: readonly string[], b: readonly string[]): Hunk[] {
  const pairs: [number, number][] = [];
  matchStretch(a, b, { aStart: 0, aEnd: a.length, bStart: 0, bEnd: b.length }, pairs);
  const hunks: Hunk[] = [];
  let aNext = 0;
  let bNext = 0;
  for (const [i, j] of [...pairs, [a.length, b.length] as const]) {
    if (i > aNext || j > bNext) hunks.push({ aStart: aNext, aLength: i - aNext, bStart: bNext, bLength: j - bNext });
    aNext = i + 1;
    bNext = j + 1;
  }
  return hunks;
}

interface Stretch {
  readonly aStart: number;
  readonly aEnd: number;
  readonly bStart: number;
  readonly bEnd: number;
}

function matchStretch(a: readonly string[], b: readonly string[], whole: Stretch, pairs: [number, number][]): void {
  let { aStart, aEnd, bStart, bEnd } = whole;
  while (aStart < aEnd && bStart < bEnd && a[aStart] === b[bStart]) pairs.push([aStart++, bStart++]);
  let tail = 0;
  while (aStart < aEnd && bStart < bEnd && a[aEnd - 1] === b[bEnd - 1]) {
    aEnd -= 1;
    bEnd -= 1;
    tail += 1;
  }
  if (aStart < aEnd && bStart < bEnd) {
    const inner = { aStart, aEnd, bStart, bEnd };
    const anchors = findAnchors(a, b, inner);
    if (anchors.length === 0) for (const pair of shortestEdit(a, b, inner)) pairs.push(pair);
    for (const [i, j] of anchors) {
      matchStretch(a, b, { aStart, aEnd: i, bStart, bEnd: j }, pairs);
      pairs.push([i, j]);
      aStart = i + 1;
      bStart = j + 1;
    }
    if (anchors.length > 0) matchStretch(a, b, { aStart, aEnd, bStart, bEnd }, pairs);
  }
  for (let k = 0; k < tail; k += 1) pairs.push([aEnd + k, bEnd + k]);
}

/** Lines that stand exactly once in both stretches, reduced to the longest run that is in order in both. */
function findAnchors(a: readonly string[], b: readonly string[], { aStart, aEnd, bStart, bEnd }: Stretch): [number, number][] {
  const inB = uniqueLines(b, bStart, bEnd);
  const common: [number, number][] = [];
  for (const [line, i] of uniqueLines(a, aStart, aEnd)) {
    const j = inB.get(line);
    if (i >= 0 && j !== undefined && j >= 0) common.push([i, j]);
  }
  const piles: number[] = [];
  const previous: number[] = [];
  common.forEach(([, j], index) => {
    let low = 0;
    let high = piles.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((common[piles[middle] ?? 0]?.[1] ?? 0) < j) low = middle + 1;
      else high = middle;
    }
    previous[index] = low > 0 ? (piles[low - 1] ?? -1) : -1;
    piles[low] = index;
  });
  const anchors: [number, number][] = [];
  for (let index = piles.at(-1) ?? -1; index >= 0; index = previous[index] ?? -1) {
    const pair = common[index];
    if (pair) anchors.push(pair);
  }
  return anchors.reverse();
}

/** Line → its place, or -1 when it stands there more than once. */
function uniqueLines(lines: readonly string[], start: number, end: number): Map<string, number> {
  const places = new Map<string, number>();
  for (let i = start; i < end; i += 1) places.set(lines[i] ?? "", places.has(lines[i] ?? "") ? -1 : i);
  return places;
}

function shortestEdit(a: readonly string[], b: readonly string[], { aStart, aEnd, bStart, bEnd }: Stretch): [number, number][] {
  const n = aEnd - aStart;
  const m = bEnd - bStart;
  const most = Math.min(n + m, MOST_EDITS);
  const reached = new Int32Array(2 * most + 3);
  const at = (k: number) => reached[k + most + 1] ?? 0;
  const trace: Int32Array[] = [];
  for (let edits = 0; edits <= most; edits += 1) {
    trace.push(reached.slice());
    for (let k = -edits; k <= edits; k += 2) {
      let x = k === -edits || (k !== edits && at(k - 1) < at(k + 1)) ? at(k + 1) : at(k - 1) + 1;
      while (x < n && x - k < m && a[aStart + x] === b[bStart + x - k]) x += 1;
      reached[k + most + 1] = x;
      if (x >= n && x - k >= m) return walkBack(trace, most, n, m).map(([i, j]) => [aStart + i, bStart + j]);
    }
  }
  return [];
}

/** The common lines on the path that the search took, from its last state back to the first. */
function walkBack(trace: readonly Int32Array[], most: number, n: number, m: number): [number, number][] {
  const pairs: [number, number][] = [];
  let x = n;
  let y = m;
  for (let edits = trace.length - 1; edits >= 0; edits -= 1) {
    const reached = trace[edits] ?? new Int32Array();
    const at = (k: number) => reached[k + most + 1] ?? 0;
    const k = x - y;
    const from = k === -edits || (k !== edits && at(k - 1) < at(k + 1)) ? k + 1 : k - 1;
    const fromX = edits === 0 ? 0 : at(from);
    const fromY = edits === 0 ? 0 : fromX - from;
    while (x > fromX && y > fromY) pairs.push([--x, --y]);
    x = fromX;
    y = fromY;
  }
  return pairs.reverse();
}
