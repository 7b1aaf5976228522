/** What an expression of PromQL reads: a tokenizer and just enough of the grammar to tell metrics from functions and labels. */

export interface Matcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

export interface Selector {
  /** Empty when the selector has no name before its braces. */
  readonly metric: string;
  readonly matchers: readonly Matcher[];
  /** The function whose first argument it is, if any. */
  readonly function: string | undefined;
}

interface Token {
  readonly kind: "string" | "number" | "name" | "symbol";
  readonly text: string;
}

const pattern = /\s+|#[^\n]*|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)|(\d[\w.]*(?:e[+-]?\d+)?)|([a-zA-Z_:][\w:]*)|(=~|!~|!=|==|>=|<=|[-+*/%^<>=(){}[\],@:])/gy;

/** Splits an expression; throws at the first character that PromQL does not have. */
export function tokens(expression: string): Token[] {
  const found: Token[] = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < expression.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(expression);
    if (match === null) throw new Error(`not PromQL at ${JSON.stringify(expression.slice(at, at + 20))}`);
    const [, text, number, name, symbol] = match;
    if (text !== undefined) found.push({ kind: "string", text: unquote(text) });
    else if (number !== undefined) found.push({ kind: "number", text: number });
    else if (name !== undefined) found.push({ kind: "name", text: name });
    else if (symbol !== undefined) found.push({ kind: "symbol", text: symbol });
  }
  return found;
}

/** Words that take a list of labels in parentheses. */
const withLabels = new Set(["by", "without", "on", "ignoring", "group_left", "group_right"]);
const operators = new Set(["and", "or", "unless", "atan2", "offset", "bool", "inf", "nan"]);
const aggregations = new Set(["sum", "min", "max", "avg", "group", "stddev", "stdvar", "count", "count_values", "bottomk", "topk", "quantile"]);

/** Every vector selector of an expression, in order. */
export function selectors(expression: string): Selector[] {
  const list = tokens(expression);
  const found: Selector[] = [];
  const textAt = (index: number): string => (list[index]?.kind === "string" ? "" : (list[index]?.text ?? ""));
  const closing = (from: number): number => list.findIndex(({ kind, text }, index) => index > from && kind === "symbol" && text === ")");
  for (let i = 0; i < list.length; i += 1) {
    const { kind, text } = list[i] as Token;
    if (kind === "name" && withLabels.has(text) && textAt(i + 1) === "(") {
      i = closing(i + 1);
    } else if (kind === "name" && !operators.has(text) && textAt(i + 1) !== "(" && !(aggregations.has(text) && withLabels.has(textAt(i + 1)))) {
      const called = textAt(i - 1) === "(" && list[i - 2]?.kind === "name" ? textAt(i - 2) : undefined;
      const braces = textAt(i + 1) === "{" ? matchers(list, i + 1) : { matchers: [], end: i };
      found.push({ metric: text, matchers: braces.matchers, function: called });
      i = braces.end;
    } else if (kind === "symbol" && text === "{") {
      const braces = matchers(list, i);
      found.push({ metric: "", matchers: braces.matchers, function: undefined });
      i = braces.end;
    }
  }
  return found;
}

function matchers(list: readonly Token[], open: number): { readonly matchers: Matcher[]; readonly end: number } {
  const found: Matcher[] = [];
  let i = open + 1;
  while (i < list.length && list[i]?.text !== "}") {
    const [label, operator, value] = [list[i], list[i + 1], list[i + 2]];
    if (label?.kind !== "name" || operator?.kind !== "symbol" || value?.kind !== "string") throw new Error(`not a matcher: ${list.slice(i, i + 3).map(({ text }) => text).join(" ")}`);
    found.push({ label: label.text, operator: operator.text, value: value.text });
    i += list[i + 3]?.text === "," ? 4 : 3;
  }
  if (list[i]?.text !== "}") throw new Error("a brace is not closed");
  return { matchers: found, end: i };
}

function unquote(text: string): string {
  const inner = text.slice(1, -1);
  return text.startsWith("`") ? inner : inner.replace(/\\(.)/g, "$1");
}
