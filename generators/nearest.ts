/**
 * The name that was probably meant: the nearest by edit distance, when it is near enough to be a slip of the hand, or the same
 * letters in another case. Undefined when nothing is near.
 */
export function nearest(wrong: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(wrong.length / 3)) + 1;
  const lower = wrong.toLowerCase();
  const folded = lower.replaceAll(SEPARATORS, "");
  for (const name of names) {
    if (name.length >= folded.length && name.toLowerCase().replaceAll(SEPARATORS, "") === folded) return name;
    const distance = Math.abs(name.length - lower.length) >= bestDistance ? bestDistance : editDistance(lower, name.toLowerCase(), bestDistance);
    if (distance < bestDistance) [best, bestDistance] = [name, distance];
  }
  return best;
}

const SEPARATORS = /[-_.]/g;

/** Insertions, deletions, replacements and swaps of neighbours; `limit` when it is reached. */
function editDistance(a: string, b: string, limit: number): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (before[j - 2] as number) + 1);
      next.push(cost);
    }
    if (Math.min(...next) >= limit) return limit;
    before = row;
    row = next;
  }
  return Math.min(row[b.length] as number, limit);
}
