import { Parser, type CST } from "yaml";

/**
 * Offset of the first map or list that lies deeper than `limit` inside others, or undefined.
 * Composing a YAML text calls itself once per level, and a stack that runs out there can end the whole process;
 * this reads the tokens only, with a stack of its own.
 */
export function tooDeepAt(text: string, limit: number): number | undefined {
  const open: { readonly token: CST.Token; readonly depth: number }[] = [];
  for (const token of new Parser().parse(text)) open.push({ token, depth: 0 });
  let first: number | undefined;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    if (depth > limit) {
      first = Math.min(first ?? Infinity, "offset" in token ? token.offset : 0);
      continue;
    }
    if (token.type === "document" && token.value) open.push({ token: token.value, depth });
    if (!("items" in token)) continue;
    for (const { key, value } of token.items) {
      if (key) open.push({ token: key, depth: depth + 1 });
      if (value) open.push({ token: value, depth: depth + 1 });
    }
  }
  return first;
}
