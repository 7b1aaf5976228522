/**
 * kubeconform's regular expressions are Go's, which have no lookahead; a schema with one is passed over as if it were not there.
 * At the beginning of an expression a lookahead says the same as a second condition, and as such it can be written.
 */

export interface Condition {
  readonly pattern: string;
  /** The text must not match. */
  readonly not: boolean;
}

/** The conditions that together mean the pattern, one when it has no lookahead; undefined when they cannot be written without one. */
export function portablePattern(pattern: string): readonly Condition[] | undefined {
  const conditions: Condition[] = [];
  let rest = pattern;
  for (let match = /^\^\(\?([=!])/.exec(rest); match !== null; match = /^\^\(\?([=!])/.exec(rest)) {
    const end = groupEnd(rest, 1);
    if (end < 0) return undefined;
    conditions.push({ pattern: `^(?:${rest.slice(match[0].length, end)})`, not: match[1] === "!" });
    rest = `^${rest.slice(end + 1)}`;
  }
  const all = [...conditions, { pattern: rest, not: false }];
  if (all.some((condition) => foreign(condition.pattern)) || (conditions.length > 0 && alternates(rest))) return undefined;
  return all;
}

/** Lookaround anywhere, and references to groups. */
function foreign(pattern: string): boolean {
  for (let index = 0; index < pattern.length; index = next(pattern, index)) {
    if (/^(\(\?<?[=!]|\\[1-9]|\\k<)/.test(pattern.slice(index, index + 4))) return true;
  }
  return false;
}

/** An alternative outside of every group: a lookahead before it holds for the first branch only. */
function alternates(pattern: string): boolean {
  let depth = 0;
  for (let index = 0; index < pattern.length; index = next(pattern, index)) {
    if (pattern[index] === "(") depth += 1;
    if (pattern[index] === ")") depth -= 1;
    if (pattern[index] === "|" && depth === 0) return true;
  }
  return false;
}

/** Index of the parenthesis that closes the one at `start`, or -1. */
function groupEnd(pattern: string, start: number): number {
  let depth = 0;
  for (let index = start; index < pattern.length; index = next(pattern, index)) {
    if (pattern[index] === "(") depth += 1;
    if (pattern[index] === ")" && --depth === 0) return index;
  }
  return -1;
}

/** The next character that is neither escaped nor inside a class. */
function next(pattern: string, index: number): number {
  if (pattern[index] === "\\") return index + 2;
  if (pattern[index] !== "[") return index + 1;
  let end = index + (pattern[index + 1] === "^" ? 2 : 1);
  while (end < pattern.length && pattern[end] !== "]") end += pattern[end] === "\\" ? 2 : 1;
  return end + 1;
}
