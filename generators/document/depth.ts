import { Lexer, Parser, type CST } from "yaml";

/**
 * Offset of the first map or list that lies deeper than `limit` inside others, or undefined.
 * Composing a YAML text calls itself once per level, and a stack that runs out there can end the whole process;
 * this reads the tokens only, with a stack of its own.
 */
export function tooDeepAt(text: string, limit: number): number | undefined {
  const soon = tooManyOpen(text, limit);
  if (soon !== undefined) return soon;
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

/**
 * Offset of the first bracket or dash that more than `limit` others stand around or before on its line. The parser takes seconds for
 * a hundred thousand of them; whatever gets past this needs an indentation for every level, and so a text of the square of them.
 */
function tooManyOpen(text: string, limit: number): number | undefined {
  let [offset, brackets, indicators] = [0, 0, 0];
  for (const token of new Lexer().lex(text)) {
    const [first] = token;
    // What the lexer says about the text is no part of it.
    if (first === "\u0002" || first === "\u0018" || first === "\u001f") continue;
    if (token === "[" || token === "{") brackets += 1;
    else if (token === "]" || token === "}") brackets -= 1;
    else if (token === "-" || token === "?") indicators += 1;
    else if (first === "\n" || first === "\r") indicators = 0;
    if (brackets > limit || indicators > limit) return offset;
    offset += token.length;
  }
  return undefined;
}
